//! URLs, and what is shown of them.

use super::*;

fn shown_as(url: &str) -> String {
    Target::parse(url).unwrap().to_string()
}

#[test]
fn the_password_is_never_shown() {
    assert_eq!(shown_as("postgres://u:s3cret@h:5433/db?sslmode=disable"), "postgres://u@h:5433/db");
    assert_eq!(shown_as("postgres://v@h/db?password=s3cret"), "postgres://v@h/db");
    assert_eq!(shown_as("mariadb://u:s3cret@h/db"), "mysql://u@h/db");
    let target = Target::parse("postgres://u:s3cret@h/db").unwrap();
    assert!(!format!("{target:?}").contains("s3cret"));
}

const SPECIAL: &str =
    "DATABASE_URL cannot be read: its password or its parameters hold a special character";

#[test]
fn a_malformed_url_is_an_error_without_its_password() {
    for (url, expected) in [
        ("", "DATABASE_URL is empty"),
        ("app.db", "DATABASE_URL is not a URL: it has no scheme"),
        ("oracle://u:s3cret@h/db", "DATABASE_URL has the unknown scheme `oracle:`"),
        ("u:s3cret@h/db", "DATABASE_URL has the unknown scheme `u:`"),
        ("postgres://u:s3cret@h:port/db", "DATABASE_URL cannot be read: invalid port number"),
        ("postgres://u:s3cret#@h/db", "DATABASE_URL cannot be read: invalid port number"),
        ("postgres://app:12/s3cret@127.0.0.1/db", SPECIAL),
        ("postgres://app:/s3cret@127.0.0.1/db", SPECIAL),
        ("mysql://app:12?s3cret@127.0.0.1/db", SPECIAL),
        ("postgres://u:12#s3cret@h/db", SPECIAL),
        ("sqlite://my app.db", "DATABASE_URL cannot be read: invalid domain character"),
        ("sqlite:", "DATABASE_URL names no SQLite file"),
        (
            "sqlite://a.db?mode=s3cret",
            "DATABASE_URL cannot be read: error with configuration: unknown value \"s3cret\" for `mode`",
        ),
    ] {
        let error = Target::parse(url).unwrap_err();
        assert_eq!(error.to_string(), expected, "{url}");
        assert_eq!(error.exit_code(), 2);
    }
}

#[test]
fn only_files_sockets_and_loopback_are_local() {
    for url in [
        "sqlite:app.db",
        "sqlite::memory:",
        "postgres://u@localhost/db",
        "postgres://u@127.0.0.1/db",
        "postgres://u@[::1]/db",
        "postgres:///db?host=/run/postgresql",
        "postgres://u@%2Frun%2Fpostgresql/db",
        "mysql://u@localhost/db",
        "mysql://u@h/db?socket=/run/mysqld/mysqld.sock",
    ] {
        assert!(Target::parse(url).unwrap().is_local(), "{url}");
    }
    for url in [
        "postgres://u@db/x",
        "postgres://localhost/x?host=db",
        "postgres://db/x?host=localhost&host=db",
        "postgres://db/x?socket=x",
        "mysql://10.0.0.1/x",
        "mysql://db/x?host=localhost",
    ] {
        assert!(!Target::parse(url).unwrap().is_local(), "{url}");
    }
}

/// What is shown is what the driver opens, whatever overrides what.
#[test]
fn shown_is_what_the_driver_takes() {
    for (url, shown) in [
        ("postgres://u@127.0.0.1/app?host=prod.invalid", "postgres://u@prod.invalid/app"),
        ("postgres://u@h/app?dbname=other", "postgres://u@h/other"),
        ("postgres://u@h/app?user=admin", "postgres://admin@h/app"),
        ("postgres://u@h/app?port=6000", "postgres://u@h:6000/app"),
        ("postgres://u@h:5432/app", "postgres://u@h:5432/app"),
        ("postgres://u@h/app?hostaddr=10.0.0.7", "postgres://u@10.0.0.7/app"),
        ("postgres://u@h/app?hostaddr=::1", "postgres://u@[::1]/app"),
        ("postgres://u@[::1]:5433/app", "postgres://u@[::1]:5433/app"),
        ("postgres://u@h/app?host=/run/postgresql", "postgres://u@/app?host=/run/postgresql"),
        ("postgres://u@%2Frun%2Fpg:7000/app", "postgres://u@/app?host=/run/pg&port=7000"),
        // A socket wins over a host that comes behind it.
        ("postgres://u@%2Frun%2Fpg/app?host=prod", "postgres://u@/app?host=/run/pg"),
        ("postgres://a%40b@h/a%2Fb%0A%1B", "postgres://a%40b@h/a%2Fb%0A%1B"),
        ("postgres://u@h", "postgres://u@h/u"),
        ("postgres://u@h/app?passwort=s3cret", "postgres://u@h/app"),
        ("mysql://u@h/app?socket=/run/mysqld.sock", "mysql://u@/app?socket=/run/mysqld.sock"),
        ("mysql://u@h/app?host=other&dbname=other", "mysql://u@h/app"),
        ("mysql://h/app", "mysql://root@h/app"),
        ("mysql://u@[::1]:3307/app", "mysql://u@[::1]:3307/app"),
        ("sqlite:a%3Fb.db?mode=rwc", "sqlite://a%3Fb.db"),
        ("sqlite:///data/%E2%80%AEx.db", "sqlite:///data/%E2%80%AEx.db"),
        ("sqlite://a.db?mode=memory", "sqlite::memory:"),
    ] {
        assert_eq!(shown_as(url), shown, "{url}");
    }
    let unknown = Target::parse("postgres://u@h/app?passwort=s3cret&dbname=x").unwrap();
    assert_eq!(unknown.expose_url(), "postgres://u@h/app?dbname=x");
}

#[test]
fn only_what_says_so_is_in_memory() {
    for (url, in_memory) in [
        ("sqlite::memory:", true),
        ("sqlite://x?mode=memory&cache=shared", true),
        ("sqlite:///mode=memory/a.db?mode=rwc", false),
        ("sqlite:///tmp/a:memory:b.db", false),
    ] {
        let target = Target::parse(url).unwrap();
        assert_eq!(
            (target.is_in_memory(), target.sqlite_file().is_none()),
            (in_memory, in_memory),
            "{url}"
        );
    }
    assert!(Target::parse("sqlite:file:a.db").is_err());
}
