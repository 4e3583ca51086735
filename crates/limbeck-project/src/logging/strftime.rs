//! Dates in log lines: `time.strftime` in the C locale.

use jiff::Zoned;
use jiff::fmt::strtime;

/// The directives of the C library; the library used here has further ones.
const KNOWN: [char; 37] = [
    'a', 'A', 'b', 'B', 'C', 'd', 'D', 'e', 'F', 'g', 'G', 'h', 'H', 'I', 'j', 'k', 'l', 'm', 'M',
    'n', 'R', 's', 'S', 't', 'T', 'u', 'U', 'V', 'w', 'W', 'y', 'Y', 'z', 'Z', '%', 'p', 'P',
];

/// Formats a moment. A directive that there is not is left as it is written, as the C library
/// leaves it; log lines must not fail.
pub(super) fn strftime(format: &str, moment: &Zoned) -> String {
    let mut out = String::with_capacity(format.len() + 16);
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = directive_length(rest);
        let (directive, after) = rest.split_at(length);
        push(directive, moment, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The length of the directive at the start: `%`, flags, a width, a letter.
fn directive_length(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    let end = chars.find(|(_, c)| !matches!(c, '_' | '-' | '0'..='9' | '^' | '#'));
    end.map_or(text.len(), |(at, c)| at + c.len_utf8())
}

fn push(directive: &str, moment: &Zoned, out: &mut String) {
    let format = match directive {
        "%c" => "%a %b %e %H:%M:%S %Y",
        "%x" => "%m/%d/%y",
        "%X" => "%H:%M:%S",
        "%r" => "%I:%M:%S %p",
        "%p" => {
            if moment.hour() < 12 {
                "AM"
            } else {
                "PM"
            }
        }
        other if other.ends_with(KNOWN) => other,
        _ => return out.push_str(directive),
    };
    match strtime::format(format, moment) {
        Ok(text) => out.push_str(&text),
        Err(_) => out.push_str(directive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives() {
        let moment: Zoned = "2024-03-09T15:06:07.089+01:00[Europe/Paris]"
            .parse()
            .unwrap();
        let check = |format, expected| assert_eq!(strftime(format, &moment), expected, "{format}");
        check("%Y-%m-%d %H:%M:%S", "2024-03-09 15:06:07");
        check("%d/%b/%y %-I:%M %p%%", "09/Mar/24 3:06 PM%");
        check("%z %Z %A %j", "+0100 CET Saturday 069");
        check(
            "%c|%x|%X|%T",
            "Sat Mar  9 15:06:07 2024|03/09/24|15:06:07|15:06:07",
        );
        check("é%f%Q!%", "é%f%Q!%");
    }
}
