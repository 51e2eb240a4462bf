//! What is in the database after a case, read by another client than the kit.

use std::collections::{BTreeMap, BTreeSet};

use migration_kit::testing::Backend;
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};

use crate::stage::Stage;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Those in SeaORM's table, in the case's own database.
    pub versions: BTreeSet<String>,
    /// Each table and view with its place and its owner.
    pub objects: BTreeSet<String>,
    /// The rows that the next migration writes.
    pub rows: Vec<String>,
    /// What the next migration found its session to be.
    pub session: BTreeMap<String, String>,
}

impl Seen {
    pub async fn of(stage: &Stage) -> Self {
        let db = stage.connect().await;
        let objects: BTreeSet<String> = texts(&db, &stage.expanded(objects(stage.backend())))
            .await
            .iter()
            .map(|text| stage.neutral(text))
            .collect();
        let has = |table: &str| objects.iter().any(|object| is_at_home(object, table));
        let mut seen = Self { objects: objects.clone(), ..Self::default() };
        if has("seaql_migrations") {
            seen.versions =
                texts(&db, "SELECT version FROM seaql_migrations").await.into_iter().collect();
        }
        if has("b") {
            seen.rows = texts(&db, rows(stage.backend())).await;
        }
        if has("left_behind") {
            let sql = match stage.backend() {
                Backend::MySql => "SELECT CONCAT('left_behind ', id) FROM left_behind",
                _ => "SELECT 'left_behind ' || id FROM left_behind",
            };
            seen.rows.extend(texts(&db, sql).await);
        }
        let session = match stage.backend() {
            Backend::MySql => "SELECT CONCAT(name, CHAR(9), COALESCE(value, '')) FROM session",
            Backend::Postgres => "SELECT name || chr(9) || coalesce(value, '') FROM session",
            _ => "SELECT name || char(9) || coalesce(value, '') FROM session",
        };
        for line in texts(&db, session).await {
            let (name, value) = line.split_once('\t').unwrap();
            // One that is written by hand waits for a table once, for as long as all attempts of
            // one that is data.
            let value =
                if name.ends_with("lock_wait_timeout") && value == "55" { "5" } else { value };
            seen.session.insert(name.to_owned(), stage.neutral(value));
        }
        db.close().await.unwrap();
        seen
    }

    /// Whether the hostile migration's table is there, wherever it made it.
    pub fn has(&self, table: &str) -> bool {
        self.objects.iter().any(|object| name(object) == table)
    }

    /// Without what is the hostile migration's own.
    pub fn others(&self, own: &[&str]) -> BTreeSet<&str> {
        let is_other =
            |object: &&str| !name(object).starts_with("h_") && !own.contains(&path(object));
        self.objects.iter().map(String::as_str).filter(is_other).collect()
    }

    /// Where the tables of that name are.
    pub fn places(&self, table: &str) -> Vec<String> {
        let place = |object: &String| path(object).to_owned();
        self.objects.iter().filter(|object| name(object) == table).map(place).collect()
    }
}

/// An object is told as `place.name owner`.
fn path(object: &str) -> &str {
    object.split(' ').next().unwrap_or_default()
}

fn name(object: &str) -> &str {
    path(object).rsplit('.').next().unwrap_or_default()
}

fn is_at_home(object: &str, table: &str) -> bool {
    let path = path(object);
    ["public", "{db}", "main"].iter().any(|home| path == format!("{home}.{table}"))
}

fn objects(backend: Backend) -> &'static str {
    match backend {
        Backend::Postgres => {
            "SELECT n.nspname || '.' || c.relname || ' ' || pg_get_userbyid(c.relowner) FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'v', 'p', 'm') AND n.nspname !~ '^(pg_|information_schema)'"
        }
        Backend::MySql => {
            "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables \
             WHERE table_schema IN ('{db}', '{other}')"
        }
        _ => "SELECT 'main.' || name FROM sqlite_schema WHERE type IN ('table', 'view')",
    }
}

fn rows(backend: Backend) -> &'static str {
    match backend {
        Backend::Postgres => {
            "SELECT concat_ws('|', id, s, extract(epoch from at), to_char(day, 'YYYY-MM-DD'), raw) FROM b"
        }
        Backend::MySql => "SELECT CONCAT_WS('|', id, s, UNIX_TIMESTAMP(at), HEX(raw), n) FROM b",
        _ => "SELECT id || '|' || s || '|' || at FROM b",
    }
}

/// The texts in the first column of a query.
pub async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    let rows = rows.unwrap_or_else(|e| panic!("{sql}: {e}"));
    rows.iter()
        .map(|row| row.try_get_by_index::<Option<String>>(0).unwrap().unwrap_or_default())
        .collect()
}
