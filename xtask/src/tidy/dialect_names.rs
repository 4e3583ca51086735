//! A dialect's name stands in code only in its own rooms.

use proc_macro2::{Delimiter, TokenTree};

use super::Finding;
use super::sources::Source;

/// The names, as whole words of an identifier or a string.
const NAMES: [&str; 8] = [
    "postgresql",
    "postgres",
    "psycopg",
    "psycopg2",
    "sqlite",
    "rusqlite",
    "mysql",
    "mariadb",
];

/// Where they may stand: a dialect's folder, its lexer and driver, the Python stand-ins, and the chores of this repository.
const ROOMS: [&str; 12] = [
    "crates/limbeck-database/src/lexer/",
    "crates/limbeck-database/src/mysql",
    "crates/limbeck-database/src/postgresql",
    "crates/limbeck-database/src/sqlite",
    "crates/limbeck-dialects/src/mariadb/",
    "crates/limbeck-dialects/src/mysql/",
    "crates/limbeck-dialects/src/postgresql/",
    "crates/limbeck-dialects/src/sqlite/",
    "crates/limbeck-python/src/stand_ins",
    "crates/limbeck-python/build",
    "fuzz/",
    "xtask/",
];

/// The items that list what is compiled in: one line each for a new dialect or driver.
const LISTS: [&str; 2] = ["DIALECTS", "DRIVERS"];

/// Texts in which the name is Alembic's or Python's and stands for itself, with the file they stand in.
const QUOTED: [(&str, &str); 2] = [
    // The name of one of Alembic's loggers, which the project's configuration may address.
    (
        "crates/limbeck-project/src/logging/loggers.rs",
        "alembic.ddl.postgresql",
    ),
    // Alembic's warning.
    (
        "crates/limbeck-dialects/src/ddl/alter_column.rs",
        "autoincrement and existing_autoincrement only make sense for MySQL",
    ),
];

/// Every mention outside those places.
pub fn check(file: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if ROOMS.iter().any(|room| file.path.starts_with(room)) {
        return findings;
    }
    file.levels(&mut |level| {
        let mut index = 0;
        while index < level.len() {
            let skipped = declaration(&level[index..]);
            if skipped > 0 {
                index += skipped;
                continue;
            }
            if let Some(name) = mention(&level[index], &file.path) {
                let line = level[index].span().start().line;
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("`{name}` is named outside its folder of limbeck-dialects: ask the dialect instead"),
                ));
            }
            index += 1;
        }
    });
    // The inside of a list is a level of its own: its mentions are found there and taken back here.
    let listed = listed_lines(file);
    findings.retain(|finding| !listed.contains(&finding.line));
    findings
}

/// How many tokens to pass over: `mod name;` declares a room and `#[cfg(...)]` chooses one.
fn declaration(tokens: &[TokenTree]) -> usize {
    match tokens {
        [
            TokenTree::Ident(keyword),
            TokenTree::Ident(_),
            TokenTree::Punct(end),
            ..,
        ] if keyword == "mod" && end.as_char() == ';' => 3,
        _ => 0,
    }
}

/// The lines of `static DIALECTS: ... = [...];` and of `#[cfg(...)]`.
fn listed_lines(file: &Source) -> Vec<usize> {
    let mut lines = Vec::new();
    file.levels(&mut |level| {
        for (index, token) in level.iter().enumerate() {
            let is_list = matches!(token, TokenTree::Ident(ident) if LISTS.iter().any(|list| ident == list))
                && matches!(index.checked_sub(1).map(|before| &level[before]), Some(TokenTree::Ident(keyword)) if keyword == "static" || keyword == "const");
            if is_list {
                let end = level[index..]
                    .iter()
                    .find(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'));
                let last = end.map_or(usize::MAX, |end| end.span().end().line);
                lines.extend(token.span().start().line..=last.min(token.span().start().line + 100));
            }
            if let (TokenTree::Punct(hash), Some(TokenTree::Group(group))) = (token, level.get(index + 1)) {
                let is_cfg = hash.as_char() == '#'
                    && group.delimiter() == Delimiter::Bracket
                    && group.stream().to_string().starts_with("cfg");
                if is_cfg {
                    lines.extend(group.span().start().line..=group.span().end().line);
                }
            }
        }
    });
    lines
}

/// The dialect that an identifier or a string names.
fn mention(token: &TokenTree, path: &str) -> Option<String> {
    let text = match token {
        TokenTree::Ident(ident) => ident.to_string(),
        TokenTree::Literal(literal) => literal.to_string(),
        _ => return None,
    };
    if QUOTED
        .iter()
        .any(|(file, quoted)| *file == path && text.contains(quoted))
    {
        return None;
    }
    words(&text)
        .into_iter()
        .find(|word| NAMES.contains(&word.as_str()))
}

/// The words of an identifier or a text, in lower case: parted at anything but letters and digits, and where a small
/// letter meets a capital.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous = ' ';
    for character in text.chars() {
        let parts =
            !character.is_alphanumeric() || (previous.is_lowercase() && character.is_uppercase());
        if parts {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        previous = character;
    }
    let joined: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| NAMES.contains(&word.as_str()))
        .collect();
    words.extend(joined);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(path: &str, text: &str, lines: &[usize]) {
        let mut found: Vec<usize> = check(&Source::new(path, text).unwrap())
            .iter()
            .map(|finding| finding.line)
            .collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, lines, "{path}: {text}");
    }

    const ELSEWHERE: &str = "crates/limbeck-runtime/src/a.rs";

    #[test]
    fn identifiers_and_strings_are_found() {
        check_text(ELSEWHERE, "fn a() {\n    let x = \"sqlite\";\n}", &[2]);
        check_text(ELSEWHERE, "fn is_postgresql() {}", &[1]);
        check_text(ELSEWHERE, "struct MySql;\nstruct MysqlDialect;", &[1, 2]);
        check_text(
            ELSEWHERE,
            "const A: &str = \"only for PostgreSQL 12\";",
            &[1],
        );
        check_text(ELSEWHERE, "use tokio_postgres::Client;", &[1]);
    }

    #[test]
    fn comments_documentation_and_tests_are_not() {
        check_text(
            ELSEWHERE,
            "//! For postgresql.\n/// sqlite\nfn a() {} // mysql",
            &[],
        );
        check_text(
            ELSEWHERE,
            "#[cfg(test)]\nmod tests { const A: &str = \"sqlite\"; }",
            &[],
        );
        check_text(
            "crates/limbeck-runtime/tests/a.rs",
            "const A: &str = \"sqlite\";",
            &[],
        );
    }

    #[test]
    fn the_rooms_of_a_dialect_may_name_it() {
        check_text(
            "crates/limbeck-dialects/src/sqlite/mod.rs",
            "const A: &str = \"sqlite\";",
            &[],
        );
        check_text(
            "crates/limbeck-database/src/postgresql/mod.rs",
            "use tokio_postgres::Client;",
            &[],
        );
        check_text(
            "crates/limbeck-dialects/src/lib.rs",
            "mod sqlite;\npub mod mysql;",
            &[],
        );
        check_text(
            "crates/limbeck-dialects/src/lib.rs",
            "static DIALECTS: &[D] = &[\n    sqlite::Sqlite,\n];",
            &[],
        );
        check_text(
            "crates/limbeck-dialects/src/lib.rs",
            "static OTHERS: &[D] = &[\n    sqlite::Sqlite,\n];",
            &[2],
        );
        check_text(
            "crates/limbeck-database/src/lib.rs",
            "#[cfg(feature = \"sqlite\")]\nmod sqlite;",
            &[],
        );
    }

    #[test]
    fn other_words_are_no_mention() {
        check_text(ELSEWHERE, "const A: &str = \"sqlite3 postgresqlish\";", &[]);
    }
}
