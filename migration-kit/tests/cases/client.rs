//! The databases' own clients: what a case asks is asked of them, so that nothing of the kit reads
//! the answer.

use std::io::Write as _;
use std::process::{Command, Stdio};

use migration_kit::testing::Backend;
use url::Url;

/// Runs statements, each of which may end in a semicolon, and gives what is printed: the columns of
/// a row with `|` between them.
///
/// # Errors
/// What the client says, at the first statement that is refused.
pub fn run(backend: Backend, url: &str, statements: &[String]) -> Result<String, String> {
    let mut text = String::new();
    for statement in statements {
        text.push_str(statement.trim_end().trim_end_matches(';'));
        text.push_str(";\n");
    }
    let mut command = client(backend, url);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
    // A client that stops reads no further.
    let _ = running.stdin.take().unwrap().write_all(text.as_bytes());
    let done = running.wait_with_output().unwrap();
    let [stdout, stderr] = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
    match done.status.success() {
        true => Ok(stdout.trim_end_matches('\n').replace('\t', "|")),
        false => Err(stderr.trim().to_owned()),
    }
}

/// What the server's own tool writes down of the schema, a line for each statement's line, with the
/// first line of its statement before it: in which order columns stand is not told.
///
/// # Errors
/// What the tool says.
pub fn dump(backend: Backend, url: &str) -> Result<Vec<String>, String> {
    let mut command = match backend {
        // A file has no text but the one that somebody wrote.
        Backend::Sqlite => return Ok(Vec::new()),
        Backend::Postgres => {
            let mut command = Command::new("pg_dump");
            command.args(["--schema-only", "--no-owner", "--exclude-table=seaql_*", url]);
            command
        }
        Backend::MySql => {
            let mut command = client_of_mariadb("mariadb-dump", url);
            command.args(["--no-data", "--skip-comments", "--routines", "--compact"]);
            command
        }
    };
    let done = command.output().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    let text = String::from_utf8(done.stdout).unwrap();
    let mut lines = Vec::new();
    let mut head = String::new();
    for line in text.lines() {
        let line = line.trim().trim_end_matches([',', ';']);
        let is_said = !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\');
        let is_setting = line.starts_with("SET ") || line.starts_with("SELECT pg_catalog");
        if !is_said || is_setting || line.contains("seaql_migrations") {
            continue;
        }
        // The number that comes next is no part of a schema.
        let line = match line.split_once(" AUTO_INCREMENT=") {
            Some((start, end)) => format!("{start}{}", end.trim_start_matches(char::is_numeric)),
            None => line.to_owned(),
        };
        if line.starts_with("CREATE ") || line.starts_with("ALTER ") {
            head.clone_from(&line);
        }
        lines.push(if line == head { line } else { format!("{head} {line}") });
    }
    lines.retain(|line| !line.contains("`seaql_"));
    lines.sort();
    Ok(lines)
}

fn client(backend: Backend, url: &str) -> Command {
    match backend {
        Backend::Postgres => {
            let mut command = Command::new("psql");
            command.args(["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", url]);
            command
        }
        Backend::MySql => {
            let mut command = client_of_mariadb("mariadb", url);
            command.args(["--batch", "--skip-column-names", "--default-character-set=utf8mb4"]);
            command
        }
        Backend::Sqlite => {
            let mut command = Command::new("sqlite3");
            let path = Url::parse(url).unwrap().path().trim_start_matches('/').to_owned();
            command.args(["-bail", "-cmd", "PRAGMA foreign_keys = ON", &format!("/{path}")]);
            command
        }
    }
}

fn client_of_mariadb(program: &str, url: &str) -> Command {
    let url = Url::parse(url).unwrap();
    let port = url.port().unwrap_or_default().to_string();
    let mut command = Command::new(program);
    command.env("MYSQL_PWD", url.password().unwrap_or_default());
    command.args(["--no-defaults", "--protocol=tcp", "-h", url.host_str().unwrap_or_default()]);
    command.args(["-P", &port, "-u", url.username(), url.path().trim_start_matches('/')]);
    command
}
