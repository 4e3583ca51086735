//! A password is never in anything that is printed, whatever fails.

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use crate::project::Project;

const PASSWORD: &str = "h%25nter2:s3cr3t";

/// The password as it is, and as it is written in URLs.
const FORMS: [&str; 3] = ["s3cr3t", "h%nter2", "h%25nter2"];

/// Runs commands on a URL, given as an option, in the environment and in the ini file.
#[track_caller]
fn check(url: &str) {
    assert!(url.contains("s3cr3t"), "{url} has no password");
    let scripts = ["op.execute('SELECT nonsense')"];
    let project = Project::new().with_scripts(&scripts);
    let in_ini = Project::on(url).with_scripts(&scripts);
    let words = ["--raiseerr", "-v", "upgrade", "head"];
    silent(&in_ini.run(&words).exits(1));
    let in_environment = [("LIMBECK_DATABASE_URL", url)];
    silent(&project.run_with(&in_environment, &words).exits(1));
    silent(
        &project
            .run(&["upgrade", "head", "--json", "--url", url])
            .exits(1),
    );
}

/// The same with the commands that look.
#[track_caller]
fn check_looks(url: &str) {
    let project = Project::on(url).with_scripts(&["pass"]);
    for words in [
        &["current", "-v"][..],
        &["status"],
        &["status", "--json"],
        &["graph", "--current"],
        &["upgrade", "head", "--sql"],
        &["-v", "history", "-i"],
        &["upgrade", "head", "--json"],
    ] {
        silent(&project.run(words).exits(0));
    }
}

#[track_caller]
fn silent(finished: &crate::project::Finished) {
    for form in FORMS {
        assert!(
            !finished.stdout.contains(form) && !finished.stderr.contains(form),
            "{finished:#?}"
        );
    }
}

/// The URL with a user that may be named in it replaced by another with the password.
fn with_password(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let host = rest.split_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{user}:{PASSWORD}@{host}")
}

#[test]
fn on_postgresql() {
    let database = TestDatabase::create();
    let url = with_password(&database.url(), "postgres");
    // A statement that fails; no such user, database, host, port, parameter.
    check(&url);
    check_looks(&url);
    check(&with_password(&database.url(), "nobody_of_that_name"));
    check(&format!("{url}_which_is_not_there"));
    check(&format!("postgresql://u:{PASSWORD}@host.invalid/db"));
    check(&format!("postgresql://u:{PASSWORD}@127.0.0.1:1/db"));
    check(&format!("postgresql://u:{PASSWORD}@127.0.0.1:port/db"));
    check(&format!("{url}?sslmode=wat"));
    check(&format!("postgresql://127.0.0.1:1/db?password={PASSWORD}"));
}

#[test]
fn on_mariadb() {
    let database = MysqlDatabase::create();
    check(&with_password(&database.url(), "root"));
    check(&with_password(&database.url(), "nobody_of_that_name"));
    check(&format!("mysql://u:{PASSWORD}@127.0.0.1:1/db"));
    check(&format!("mysql://u:{PASSWORD}@127.0.0.1:port/db"));
    check(&format!("mysql://u:{PASSWORD}@127.0.0.1/db?wat=1"));
}

#[test]
fn of_what_limbeck_does_not_know() {
    check(&format!("oracle://u:{PASSWORD}@127.0.0.1/db"));
    check(&format!("sqlite://u:{PASSWORD}@host/file.db"));
}
