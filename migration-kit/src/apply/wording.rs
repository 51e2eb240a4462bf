//! How sea-query writes SQL for a backend: checksums of SQL that it wrote differently cannot be
//! compared.

use std::sync::OnceLock;

use sea_orm::StatementBuilder;
use sea_orm::sea_query::{
    Alias, ColumnDef, Expr, ExprTrait as _, ForeignKey, ForeignKeyAction, Index, OnConflict, Query,
    Table,
};
use sha2::{Digest as _, Sha256};

use crate::Backend;

/// Names the way in which sea-query writes SQL for a backend. The crate does not tell its version,
/// and what counts is whether it writes the same: so this is the hash of what it makes of a little
/// of everything.
pub(super) fn sea_query(backend: Backend) -> &'static str {
    static NAMES: [OnceLock<String>; Backend::ALL.len()] =
        [const { OnceLock::new() }; Backend::ALL.len()];
    NAMES[backend as usize].get_or_init(|| {
        let mut hash = Sha256::new();
        for text in a_little_of_everything(backend) {
            hash.update(text);
        }
        hex(hash, 8)
    })
}

fn a_little_of_everything(backend: Backend) -> Vec<String> {
    let name = |text: &str| Alias::new(text);
    let build = |statement: &dyn StatementBuilder| statement.build(&backend.into()).sql;
    let mut table = Table::create();
    table.table(name("a")).if_not_exists();
    table.col(ColumnDef::new(name("id")).big_integer().not_null().auto_increment().primary_key());
    table.col(
        ColumnDef::new(name("b")).string_len(40).not_null().default("it's \\ text").unique_key(),
    );
    table
        .col(ColumnDef::new(name("c")).decimal_len(10, 2).null().check(Expr::col(name("c")).gt(0)));
    table.col(
        ColumnDef::new(name("d")).timestamp_with_time_zone().default(Expr::current_timestamp()),
    );
    table.col(ColumnDef::new(name("e")).json_binary().comment("a comment"));
    for column in [
        ColumnDef::new(name("f")).uuid(),
        ColumnDef::new(name("g")).boolean().default(true),
        ColumnDef::new(name("h")).double().default(1.5),
        ColumnDef::new(name("i")).blob(),
        ColumnDef::new(name("j")).text(),
        ColumnDef::new(name("k")).date(),
        ColumnDef::new(name("l")).time(),
        ColumnDef::new(name("m")).small_integer(),
        ColumnDef::new(name("n")).enumeration(name("kind"), [name("x"), name("y")]),
    ] {
        table.col(column.take());
    }
    let mut parent = ForeignKey::create();
    parent
        .name("fk")
        .from(name("a"), name("id"))
        .to(name("p"), name("id"))
        .on_delete(ForeignKeyAction::Cascade);
    table.foreign_key(&mut parent);
    let index =
        Index::create().name("i").table(name("a")).col(name("b")).col(name("c")).unique().take();
    let add =
        Table::alter().table(name("a")).add_column(ColumnDef::new(name("z")).integer()).take();
    let rename = Table::alter().table(name("a")).rename_column(name("b"), name("y")).take();
    let insert = Query::insert()
        .into_table(name("a"))
        .columns([name("b"), name("c")])
        .values_panic(["x".into(), 1.into()])
        .on_conflict(OnConflict::column(name("b")).update_column(name("c")).to_owned())
        .to_owned();
    let update = Query::update()
        .table(name("a"))
        .value(name("b"), 1)
        .and_where(Expr::col(name("c")).is_null())
        .to_owned();
    vec![
        build(&table),
        build(&index),
        build(&add),
        build(&rename),
        build(&insert),
        build(&update),
        build(&Table::drop().table(name("a")).if_exists().take()),
    ]
}

/// The beginning of a hash, as text.
pub(super) fn hex(hash: Sha256, bytes: usize) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    hash.finalize().iter().take(bytes).flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sea_query_has_a_name_on_each_backend() {
        let names: Vec<_> =
            [Backend::Sqlite, Backend::Postgres, Backend::MySql].map(sea_query).to_vec();
        assert!(names.iter().all(|name| name.len() == 16));
        assert!(names[0] != names[1] && names[1] != names[2]);
    }
}
