//! Changes of tables in use on PostgreSQL.

use std::time::Duration;

use sea_orm::Statement;

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::lookup::Lookup;
use crate::dialect::on_table::OnTable;
use crate::dialect::online::{
    Adding, KeyByIndex, Kind, NotNull, Online, WithoutCopy, index_keyword,
};
use crate::dialect::text::Text as _;
use crate::sql::{UniqueWords, is_unchecked, unique_words};

const BACKEND: Backend = Backend::Postgres;

impl Online for Postgres {
    fn lookup(&self) -> Option<&'static dyn Lookup> {
        Some(&Self)
    }

    /// Until no VACUUM and no ANALYZE is at the table others go on. Whoever asks for more at once
    /// has all of them wait too: for a second (`deadlock_timeout`) until an automatic one is sent
    /// away, and for as long as any other takes (manual, sections 13.3.1, SHARE UPDATE EXCLUSIVE,
    /// and 25.1.6).
    fn locking(&self, table: &OnTable) -> Option<String> {
        Some(format!("LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE", table.sql(BACKEND)))
    }

    /// Manual, section 20.11, `lock_timeout`.
    fn lock_timeout(&self, time: Duration) -> Option<Statement> {
        let sql = "SELECT set_config('lock_timeout', $1, true)";
        let milliseconds = time.as_millis().to_string();
        Some(Statement::from_sql_and_values(BACKEND.into(), sql, [milliseconds.into()]))
    }

    /// The same statement with CONCURRENTLY behind INDEX, unless it stands there.
    fn create_index(&self, plain: &str) -> String {
        match index_keyword(BACKEND, plain) {
            Some((end, None)) => format!("{} CONCURRENTLY{}", &plain[..end], &plain[end..]),
            Some((_, Some(_))) | None => plain.to_owned(),
        }
    }

    fn drop_index(&self, table: &OnTable, name: &str) -> String {
        format!("DROP INDEX CONCURRENTLY IF EXISTS {}", table.beside(BACKEND, name))
    }

    fn drop_index_plain(&self, table: &OnTable, name: &str) -> String {
        format!("DROP INDEX IF EXISTS {}", table.beside(BACKEND, name))
    }

    /// Manual, ALTER TABLE, VALIDATE CONSTRAINT and ADD table_constraint_using_index.
    fn add_constraint(&self, table: &OnTable, name: &str, definition: &str) -> Adding {
        let (name_sql, table_sql) = (self.ident(name), table.sql(BACKEND));
        let plain = table.alter(BACKEND, &format!("ADD CONSTRAINT {name_sql} {definition}"));
        if let Some(UniqueWords { key, index, constraint }) = unique_words(BACKEND, definition) {
            let using =
                format!("ADD CONSTRAINT {name_sql} UNIQUE {}{constraint}", using_index(name));
            return Adding::ByIndex {
                index: format!("CREATE UNIQUE INDEX {name_sql} ON {table_sql} {key}{index}"),
                using: table.alter(BACKEND, &using),
            };
        }
        if is_unchecked(BACKEND, definition) {
            return Adding::AtOnce;
        }
        let validate = format!("VALIDATE CONSTRAINT {}", self.ident(name));
        Adding::ThenChecked {
            unchecked: format!("{plain} NOT VALID"),
            checking: table.alter(BACKEND, &validate),
            dropping: dropping(table, name),
        }
    }

    fn drop_constraint(&self, table: &OnTable, name: &str, _kind: Kind) -> String {
        dropping(table, name)
    }

    /// Manual, ALTER TABLE, ADD table_constraint_using_index.
    fn using_index(&self, index: &str) -> Option<String> {
        Some(using_index(index))
    }

    fn primary_key(&self, name: &str) -> Option<KeyByIndex> {
        const END: &str = "__new";
        let index = shortened(name, Self::NAME_BYTES - END.len()) + END;
        let using = using_index(&index);
        let columns = "SELECT a.attname::text FROM pg_catalog.pg_constraint c \
             JOIN unnest(c.conkey) WITH ORDINALITY AS k(attnum, place) ON true \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum \
             WHERE c.conrelid = to_regclass($1) AND c.conname = $2 AND c.contype = 'p' ORDER BY k.place";
        Some(KeyByIndex { index, using, columns })
    }

    /// By way of a check: the rows are looked at while others write, and SET NOT NULL then believes
    /// the check (manual, ALTER TABLE, SET NOT NULL). Its name is told by the column's, and is free
    /// in the table.
    fn not_null(&self, table: &OnTable, column: &str) -> Option<NotNull> {
        let quoted = self.ident(column);
        let name = shortened(&format!("migration_kit_not_null_{column}"), Self::NAME_BYTES);
        Some(NotNull {
            set: table.alter(BACKEND, &format!("ALTER COLUMN {quoted} SET NOT NULL")),
            drop: table.alter(BACKEND, &format!("ALTER COLUMN {quoted} DROP NOT NULL")),
            check: (name, format!("CHECK ({quoted} IS NOT NULL)")),
            is_set: "SELECT a.attnotnull FROM pg_catalog.pg_attribute a \
                     WHERE a.attrelid = to_regclass($1) AND a.attname = $2",
        })
    }

    fn without_copy(&self, _alter: &str) -> Option<WithoutCopy> {
        None
    }
}

fn dropping(table: &OnTable, name: &str) -> String {
    table.alter(BACKEND, &format!("DROP CONSTRAINT IF EXISTS {}", Postgres.ident(name)))
}

fn using_index(index: &str) -> String {
    format!("USING INDEX {}", Postgres.ident(index))
}

/// The front of a name, of so many bytes at most.
fn shortened(name: &str, longest: usize) -> String {
    name[..name.floor_char_boundary(longest)].to_owned()
}
