//! MySQL and MariaDB: SHOW CREATE TABLE, line by line, and what the information schema lists beside
//! the tables.

use sea_orm::DbErr;

use super::Definitions;
use crate::Backend;
use crate::names::qualified;
use crate::ops::connection::Db;
use crate::sql::ident;

/// Triggers, views, routines and events. What a server gives as bytes is cast.
const OTHERS: &str = "SELECT NULL, event_object_table, 'trigger', trigger_name, 'definition', \
     concat_ws(' ', action_timing, event_manipulation, CAST(action_statement AS CHAR)) FROM information_schema.triggers WHERE trigger_schema = database() \
     UNION ALL SELECT NULL, NULL, 'view', table_name, 'definition', REPLACE(CAST(view_definition AS CHAR), CONCAT('`', database(), '`.'), '') FROM information_schema.views WHERE table_schema = database() \
     UNION ALL SELECT NULL, NULL, lower(routine_type), routine_name, 'definition', concat_ws(' ', CAST(dtd_identifier AS CHAR), CAST(routine_definition AS CHAR)) \
     FROM information_schema.routines WHERE routine_schema = database() \
     UNION ALL SELECT NULL, NULL, 'event', event_name, 'definition', concat_ws(' ', status, interval_value, interval_field, CAST(event_definition AS CHAR)) \
     FROM information_schema.events WHERE event_schema = database() \
     UNION ALL SELECT NULL, NULL, 'sequence', table_name, 'definition', 'SEQUENCE' FROM information_schema.tables \
     WHERE table_schema = database() AND table_type = 'SEQUENCE'";

pub(super) async fn read(db: &mut Db<'_>) -> Result<Definitions, DbErr> {
    let version = "SELECT CAST(version() AS CHAR)";
    let [version] = db.rows::<1>(version, &[]).await?.pop().unwrap_or_default();
    let version = version.unwrap_or_default();
    let name = if version.contains("MariaDB") { "MariaDB" } else { "MySQL" };
    let numbers: Vec<&str> = version.split(['.', '-']).take(2).collect();
    let server = format!("{name} {}", numbers.join("."));
    let mut definitions = Definitions { server, ..Definitions::default() };
    definitions.add(db.rows::<6>(OTHERS, &[]).await?);
    let tables = "SELECT CAST(table_name AS CHAR) FROM information_schema.tables \
                  WHERE table_schema = database() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')";
    for [table] in db.rows::<1>(tables, &[]).await? {
        let table = table.unwrap_or_default();
        let show = format!("SHOW CREATE TABLE {}", ident(Backend::MySql, &table));
        let [_, sql] = db.rows::<2>(&show, &[]).await?.pop().unwrap_or_default();
        for (kind, name, text) in lines(&sql.unwrap_or_default()) {
            let attribute = if kind == "table" { "options" } else { "definition" };
            let table = Some(qualified(None, &table));
            definitions.say(table, [kind, &name, attribute], text);
        }
    }
    Ok(definitions)
}

/// Kind, name and text of each line of a SHOW CREATE TABLE. The server writes what stands between
/// the parentheses a line each, with two spaces before it; what goes on below stands at the margin.
fn lines(sql: &str) -> Vec<(&'static str, String, String)> {
    let mut lines: Vec<String> = Vec::new();
    for line in sql.lines().skip(1) {
        match lines.last_mut() {
            Some(last) if !line.starts_with("  ") && !line.starts_with(')') => {
                last.push(' ');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.iter().map(|line| entry(line.trim().trim_end_matches(','))).collect()
}

fn entry(line: &str) -> (&'static str, String, String) {
    let name = || line.split('`').nth(1).unwrap_or_default().to_owned();
    let kind = match line.split_whitespace().next() {
        Some(word) if word.starts_with('`') => "column",
        Some("CONSTRAINT") => "constraint",
        Some("PRIMARY") => {
            return ("constraint", "PRIMARY KEY".to_owned(), line.to_owned());
        }
        Some(word) if word.starts_with(')') => {
            return ("table", String::new(), without_counter(line.trim_start_matches([')', ' '])));
        }
        Some("PERIOD") => "period",
        _ => "index",
    };
    (kind, name(), line.to_owned())
}

/// The options of a table without the number that its next row gets.
fn without_counter(options: &str) -> String {
    let words = options.split(' ').filter(|word| !word.starts_with("AUTO_INCREMENT="));
    words.collect::<Vec<_>>().join(" ")
}
