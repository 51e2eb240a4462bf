//! MySQL and MariaDB: SHOW CREATE TABLE, line by line, and what the information schema lists beside
//! the tables.

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::witness::{Definitions, Witness};
use crate::names::qualified;
use crate::ops::connection::Db;
use crate::sql::ident;

/// Triggers, views, routines and events. What a server gives as bytes is cast.
const OTHERS: &str = "SELECT NULL, CAST(event_object_table AS CHAR), 'trigger', CAST(trigger_name AS CHAR), 'definition', \
     concat_ws(' ', action_timing, event_manipulation, CAST(action_statement AS CHAR)) FROM information_schema.triggers WHERE trigger_schema = database() \
     UNION ALL SELECT NULL, NULL, 'view', CAST(table_name AS CHAR), 'definition', REPLACE(CAST(view_definition AS CHAR), CONCAT('`', database(), '`.'), '') FROM information_schema.views WHERE table_schema = database() \
     UNION ALL SELECT NULL, NULL, lower(CAST(routine_type AS CHAR)), CAST(routine_name AS CHAR), 'definition', concat_ws(' ', CAST(dtd_identifier AS CHAR), CAST(routine_definition AS CHAR)) \
     FROM information_schema.routines WHERE routine_schema = database() \
     UNION ALL SELECT NULL, NULL, 'event', CAST(event_name AS CHAR), 'definition', concat_ws(' ', status, interval_value, interval_field, CAST(event_definition AS CHAR)) \
     FROM information_schema.events WHERE event_schema = database() \
     UNION ALL SELECT NULL, NULL, 'sequence', CAST(table_name AS CHAR), 'definition', 'SEQUENCE' FROM information_schema.tables \
     WHERE table_schema = database() AND table_type = 'SEQUENCE'";

/// Triggers and views.
const UNFOLLOWED: &str = "SELECT NULL, CAST(event_object_table AS CHAR), 'trigger', CAST(trigger_name AS CHAR), 'definition', \
     CAST(action_statement AS CHAR) FROM information_schema.triggers WHERE trigger_schema = database() \
     UNION ALL SELECT NULL, NULL, 'view', CAST(table_name AS CHAR), 'definition', CAST(view_definition AS CHAR) \
     FROM information_schema.views WHERE table_schema = database()";

#[async_trait::async_trait]
impl Witness for MySql {
    async fn definitions(&self, db: &mut Db<'_>) -> Result<Definitions, DbErr> {
        let version = "SELECT CAST(version() AS CHAR)";
        let [version] = db.rows::<1>(version, &[]).await?.pop().unwrap_or_default();
        let version = version.unwrap_or_default();
        let name = if version.contains("MariaDB") { "MariaDB" } else { "MySQL" };
        let numbers: Vec<&str> = version.split(['.', '-']).take(2).collect();
        let server = format!("{name} {}", numbers.join("."));
        let mut definitions = Definitions { server, ..Definitions::default() };
        definitions.add(db.rows::<6>(OTHERS, &[]).await?);
        let usual = "SELECT CONCAT('CHARSET=', @@character_set_database), CONCAT('COLLATE=', @@collation_database)";
        let usual = db.rows::<2>(usual, &[]).await?.pop().unwrap_or_default();
        let usual: Vec<String> = usual.into_iter().flatten().collect();
        let tables = "SELECT CAST(table_name AS CHAR) FROM information_schema.tables \
                      WHERE table_schema = database() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')";
        for [table] in db.rows::<1>(tables, &[]).await? {
            let table = table.unwrap_or_default();
            let show = format!("SHOW CREATE TABLE {}", ident(Backend::MySql, &table));
            let [_, sql] = db.rows::<2>(&show, &[]).await?.pop().unwrap_or_default();
            let table = Some(qualified(None, &table));
            let lines = lines(&sql.unwrap_or_default());
            let own: Vec<String> = lines.iter().filter_map(|line| own_index(line)).collect();
            for line in lines.into_iter().filter(|line| !own.contains(line)) {
                match line.strip_prefix(')') {
                    Some(end) => {
                        for (attribute, text) in options(end, &usual) {
                            definitions.say(table.clone(), ["table", "", attribute], text);
                        }
                    }
                    None => {
                        let (kind, name) = entry(&line);
                        // The usual kind of an index may be said or not.
                        let text = without_usual_action(&line.replace(" USING BTREE", ""));
                        definitions.say(table.clone(), [kind, &name, "definition"], text);
                    }
                }
            }
        }
        Ok(definitions)
    }

    /// MySQL and MariaDB keep the texts of both, and tell when they are used.
    fn unfollowed(&self) -> Option<&'static str> {
        Some(UNFOLLOWED)
    }
}

/// The lines of a SHOW CREATE TABLE, without what is around them. The server writes what stands
/// between the parentheses a line each, with two spaces before it; what goes on below stands at the
/// margin.
fn lines(sql: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in sql.lines().skip(1) {
        match lines.last_mut() {
            Some(last) if !line.starts_with("  ") && !line.starts_with(')') => {
                last.push(' ');
                last.push_str(line);
            }
            _ => lines.push(line.trim().trim_end_matches(',').to_owned()),
        }
    }
    lines
}

/// The index that a foreign key gets by itself where no other one begins with its columns: it comes
/// and goes with the key, and with those.
fn own_index(line: &str) -> Option<String> {
    let (constraint, key) = line.strip_prefix("CONSTRAINT ")?.split_once(" FOREIGN KEY ")?;
    let (columns, _) = key.split_once(" REFERENCES ")?;
    Some(format!("KEY {constraint} {}", columns.replace(", ", ",")))
}

/// Without the actions that are one with none at all: of RESTRICT and NO ACTION MySQL says the one
/// and MariaDB the other (MySQL 8.4 manual, section 15.1.20.5, "Referential Actions").
fn without_usual_action(line: &str) -> String {
    if !line.starts_with("CONSTRAINT ") || !line.contains(" FOREIGN KEY ") {
        return line.to_owned();
    }
    const USUAL: [&str; 4] = [
        " ON DELETE RESTRICT",
        " ON DELETE NO ACTION",
        " ON UPDATE RESTRICT",
        " ON UPDATE NO ACTION",
    ];
    USUAL.iter().fold(line.to_owned(), |line, action| line.replace(action, ""))
}

/// What a line between the parentheses is about.
fn entry(line: &str) -> (&'static str, String) {
    let name = || line.split('`').nth(1).unwrap_or_default().to_owned();
    match line.split_whitespace().next() {
        Some(word) if word.starts_with('`') => ("column", name()),
        Some("CONSTRAINT") => ("constraint", name()),
        Some("PRIMARY") => ("constraint", "PRIMARY KEY".to_owned()),
        Some("PERIOD") => ("period", name()),
        _ => ("index", name()),
    }
}

/// What stands behind the parenthesis: what decides on rows by itself, and the rest, by which a
/// table is stored. Left out are the number that its next row gets, and a character set that is the
/// `usual` one of its database.
fn options(end: &str, usual: &[String]) -> Vec<(&'static str, String)> {
    let (end, partitions) = match end.find("PARTITION BY") {
        Some(at) => (&end[..at], Some(end[at..].to_owned())),
        None => (end, None),
    };
    let (end, comment) = match end.find(" COMMENT='") {
        Some(at) => (&end[..at], Some(end[at + 1..].to_owned())),
        None => (end, None),
    };
    let (mut engine, mut versions, mut charset, mut others) = (None, None, Vec::new(), Vec::new());
    for word in end.split_whitespace() {
        match word {
            "WITH" | "SYSTEM" | "VERSIONING" => {
                versions = Some("WITH SYSTEM VERSIONING".to_owned())
            }
            "DEFAULT" => {}
            _ if word.starts_with("ENGINE=") => engine = Some(word.to_owned()),
            _ if word.starts_with("AUTO_INCREMENT=") || usual.iter().any(|of| of == word) => {}
            _ if word.starts_with("CHARSET=") || word.starts_with("COLLATE=") => charset.push(word),
            _ => others.push(word),
        }
    }
    let joined = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(" "));
    let all = [
        ("engine", engine),
        ("versions", versions),
        ("character set", joined(charset)),
        ("storage parameters", joined(others)),
        ("comment", comment),
        ("partitions", partitions),
    ];
    all.into_iter().filter_map(|(attribute, text)| Some((attribute, text?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_brings_its_index_and_its_usual_action() {
        let key = "CONSTRAINT `fk` FOREIGN KEY (`a`, `b`) REFERENCES `p` (`c`, `d`)";
        let said = format!("{key} ON DELETE NO ACTION ON UPDATE CASCADE");
        assert_eq!(own_index(&said).as_deref(), Some("KEY `fk` (`a`,`b`)"));
        assert_eq!(without_usual_action(&said), format!("{key} ON UPDATE CASCADE"));
        assert_eq!(without_usual_action(&format!("{key} ON DELETE RESTRICT")), key);
        assert_eq!(own_index("CONSTRAINT `c` CHECK (`a` > 0)"), None);
    }

    /// A shadow database may have another character set than the one that is compared with it.
    #[test]
    fn the_usual_character_set_is_left_out() {
        let usual = ["CHARSET=utf8mb4".to_owned(), "COLLATE=utf8mb4_unicode_ci".to_owned()];
        let of = |collation: &str| {
            let end = format!(
                " ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE={collation}"
            );
            options(&end, &usual)
        };
        let engine = ("engine", "ENGINE=InnoDB".to_owned());
        assert_eq!(of("utf8mb4_unicode_ci"), vec![engine.clone()]);
        let other = ("character set", "COLLATE=utf8mb4_bin".to_owned());
        assert_eq!(of("utf8mb4_bin"), [engine, other]);
    }
}
