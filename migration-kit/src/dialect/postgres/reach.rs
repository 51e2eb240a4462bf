//! PostgreSQL: what belongs to the whole cluster, or to other machines.

use crate::dialect::Postgres;
use crate::dialect::reach::{Reach, named};
use crate::sql::cursor::{Cursor, outside};
use crate::sql::tokens::Token;

impl Reach for Postgres {
    fn statement(&self, words: Cursor<'_>) -> Option<String> {
        statement(words)
    }

    fn functions(&self) -> &'static [&'static str] {
        FUNCTIONS
    }

    fn catalogs(&self) -> &'static [&'static str] {
        CATALOGS
    }

    fn shared_schema(&self) -> Option<&'static str> {
        None
    }
}

/// Objects that all databases of a cluster share, or that stand for another server.
const SHARED: &[&str] =
    &["role", "user", "group", "database", "tablespace", "subscription", "server", "parameter"];

/// Functions that write files or do something to the server.
const FUNCTIONS: &[&str] = &[
    "lo_export",
    "lo_import",
    "pg_cancel_backend",
    "pg_copy_logical_replication_slot",
    "pg_copy_physical_replication_slot",
    "pg_create_logical_replication_slot",
    "pg_create_physical_replication_slot",
    "pg_create_restore_point",
    "pg_drop_replication_slot",
    "pg_file_write",
    "pg_promote",
    "pg_read_binary_file",
    "pg_read_file",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_switch_wal",
    "pg_terminate_backend",
];

const CATALOGS: &[&str] = &[
    "pg_auth_members",
    "pg_authid",
    "pg_database",
    "pg_group",
    "pg_roles",
    "pg_shadow",
    "pg_subscription",
    "pg_tablespace",
    "pg_user",
];

/// <https://www.postgresql.org/docs/current/sql-commands.html>
fn statement(mut words: Cursor<'_>) -> Option<String> {
    for verb in ["create", "alter", "drop"] {
        if words.eat(&[verb]) {
            words.eat(&["or", "replace"]);
            if words.eat(&["system"]) || words.eat(&["owned"]) {
                return named(&[verb, if verb == "drop" { "owned" } else { "system" }]);
            }
            let is_mapping = words.rest().get(1).is_some_and(|word| word.is("mapping"));
            let object = SHARED
                .iter()
                .find(|object| words.rest().first().is_some_and(|word| word.is(object)));
            return object.filter(|_| !is_mapping).and_then(|object| named(&[verb, object]));
        }
    }
    for verb in ["grant", "revoke"] {
        if words.eat(&[verb]) {
            return privilege(verb, &words);
        }
    }
    if words.eat(&["reassign", "owned"]) {
        return named(&["reassign owned"]);
    }
    if words.eat(&["import", "foreign", "schema"]) {
        return named(&["import foreign schema"]);
    }
    if words.eat(&["comment"]) || words.eat(&["security", "label"]) {
        while !words.eat(&["on"]) {
            words.next()?;
        }
        let object = SHARED
            .iter()
            .find(|object| words.rest().first().is_some_and(|word| word.is(object)))?;
        return named(&["comment on", object]);
    }
    if words.eat(&["copy"]) {
        let end = outside(words.rest()).position(|word| word.is_any(&["to", "from"]))?;
        let place = outside(words.rest()).nth(end + 1);
        return match place {
            Some(Token::Text(_)) => Some("COPY with a file of the server".to_owned()),
            Some(word) if word.is("program") => Some("COPY with a PROGRAM".to_owned()),
            _ => None,
        };
    }
    None
}

/// A privilege on something in the database stays there; without an object it is membership in a
/// role.
fn privilege(verb: &str, words: &Cursor<'_>) -> Option<String> {
    let on = outside(words.rest()).position(|word| word.is("on"));
    let Some(on) = on else { return Some(format!("{} of a role", verb.to_uppercase())) };
    let object = outside(words.rest()).nth(on + 1)?;
    let object = SHARED.iter().find(|shared| object.is(shared))?;
    named(&[verb, "on", object])
}
