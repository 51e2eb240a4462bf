//! The databases' own clients, which run what `sql` prints.

use super::browser::program;

/// Each with the package that has it.
const CLIENTS: [(&str, &str); 3] =
    [("sqlite3", "sqlite3"), ("psql", "postgresql-client"), ("mariadb", "mariadb-client")];

/// Installs those that are missing, where that can be done. Without one its tests fail and say so.
pub fn provide() {
    for (client, package) in CLIENTS {
        if let Err(error) = program(client, &[package]) {
            eprintln!("xtask: {error:#}; the tests that need it will fail");
        }
    }
}
