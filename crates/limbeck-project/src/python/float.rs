//! The `e`, `f` and `g` conversions of floating point numbers.

/// `%.{precision}f`; `alternate` keeps the point where no digit follows it.
pub(super) fn fixed(value: f64, precision: usize, alternate: bool) -> String {
    match non_finite(value) {
        Some(text) => text,
        None if alternate && precision == 0 => format!("{value:.0}."),
        None => format!("{value:.precision$}"),
    }
}

/// `%.{precision}e`: at least two digits of exponent, always with a sign; `alternate` keeps the
/// point where no digit follows it.
pub(super) fn exponent(value: f64, precision: usize, alternate: bool) -> String {
    if let Some(text) = non_finite(value) {
        return text;
    }
    let (mut mantissa, exponent) = scientific(value, precision);
    if alternate && precision == 0 {
        mantissa.push('.');
    }
    format_exponent(&mantissa, exponent)
}

/// `%.{precision}g`; `alternate` keeps the trailing zeros.
pub(super) fn general(value: f64, precision: usize, alternate: bool) -> String {
    if let Some(text) = non_finite(value) {
        return text;
    }
    let precision = precision.max(1);
    let (mantissa, exponent) = scientific(value, precision - 1);
    let trim = |text: &str| -> String {
        if alternate || !text.contains('.') {
            text.to_owned()
        } else {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    match usize::try_from(exponent + 4) {
        // -4 <= exponent < precision
        Ok(shifted) if shifted < precision + 4 => {
            let decimals = precision + 3 - shifted;
            trim(&format!("{value:.decimals$}"))
        }
        _ => format_exponent(&trim(&mantissa), exponent),
    }
}

/// The decimal mantissa, rounded, and its power of ten.
fn scientific(value: f64, precision: usize) -> (String, i32) {
    let text = format!("{value:.precision$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa.to_owned(), exponent.parse().unwrap_or(0)),
        None => (text, 0),
    }
}

fn format_exponent(mantissa: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

fn non_finite(value: f64) -> Option<String> {
    if value.is_nan() {
        Some("nan".to_owned())
    } else if value.is_infinite() {
        Some(if value > 0.0 { "inf" } else { "-inf" }.to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_python_prints_them() {
        assert_eq!(fixed(-3.75, 0, false), "-4");
        assert_eq!(fixed(1.5, 3, false), "1.500");
        assert_eq!(fixed(f64::NAN, 3, true), "nan");
        assert_eq!(exponent(42.0, 3, true), "4.200e+01");
        assert_eq!(exponent(0.00012, 1, false), "1.2e-04");
        assert_eq!(fixed(5.0, 0, true), "5.");
        assert_eq!(exponent(5.0, 0, true), "5.e+00");
        assert_eq!(general(42.0, 6, false), "42");
        assert_eq!(general(42.0, 6, true), "42.0000");
        assert_eq!(general(1_234_567.0, 6, false), "1.23457e+06");
        assert_eq!(general(0.0001, 6, false), "0.0001");
        assert_eq!(general(0.000_012, 6, false), "1.2e-05");
        assert_eq!(general(-3.75, 6, false), "-3.75");
        assert_eq!(general(0.0, 6, false), "0");
        assert_eq!(general(f64::NEG_INFINITY, 6, false), "-inf");
    }
}
