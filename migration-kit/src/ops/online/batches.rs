//! The batches of a backfill. Each goes from where the one before ended to the key of its own last
//! row, so rows that come and go meanwhile are no matter, and none is met twice.

use std::time::Duration;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ConnectionTrait as _, DatabaseTransaction, DbErr, IsolationLevel, Statement,
    TransactionTrait as _, Value,
};
use tokio::time::sleep;

use super::backfill::Backfill;
use super::keeper::Online;
use crate::Backend;
use crate::error::has_met_others;
use crate::ops::ident;

/// A column of the primary key.
struct Part {
    name: String,
    ty: String,
}

/// The position of a backfill that is done, and whose migration is not.
const DONE: &str = "done";

/// How often a batch is tried again that met others at its rows.
const AGAIN: u32 = 50;

/// A batch waits no longer than this for a row: it holds others meanwhile, for which somebody may
/// wait.
const WAIT_FOR_A_ROW: Duration = Duration::from_millis(500);

pub(super) async fn run(backfill: &Backfill, online: &Online<'_>) -> Result<(), DbErr> {
    let id = backfill.id(online.backend);
    let position = online.keeper.position(online.db, &id).await?;
    if position.as_deref() == Some(DONE) {
        return Ok(());
    }
    let batches = Batches { backfill, online, key: key(backfill, online).await?, id };
    if batches.key.is_empty() {
        let table = &batches.backfill.on().name;
        tracing::warn!("{table} has no primary key, so all of its rows are filled at once");
        return batches
            .transaction(online.backend.build(&backfill.update()), DONE)
            .await
            .map(|_| ());
    }
    let of = rows(backfill, online).await?;
    let mut at = position.as_deref().and_then(|position| decode(position, batches.key.len()));
    let mut done = 0;
    loop {
        let Some(end) = batches.end(at.as_deref()).await? else { break };
        done += batches.fill(at.as_deref(), &end).await?;
        online.keeper.rows(done, of);
        at = Some(end);
        sleep(backfill.pause).await;
    }
    // Rows that came in without a value since are found by the next run, where one is needed.
    let position = if backfill.every_row { DONE } else { "" };
    let transaction = online.db.begin().await?;
    online.keeper.keep(&transaction, &batches.id, position).await?;
    transaction.commit().await?;
    online.keeper.sent();
    Ok(())
}

struct Batches<'a> {
    backfill: &'a Backfill,
    online: &'a Online<'a>,
    key: Vec<Part>,
    id: String,
}

impl Batches<'_> {
    fn backend(&self) -> Backend {
        self.online.backend
    }

    /// The key of the last row of the batch behind `after`; nothing when there is no row left.
    async fn end(&self, after: Option<&[String]>) -> Result<Option<Vec<String>>, DbErr> {
        let mut inner = Query::select();
        let mut outer = Query::select();
        for part in &self.key {
            let name = ident(self.backend(), &part.name);
            inner.expr(Expr::cust(name.clone()));
            outer.expr(Expr::cust(self.online.lookup.key_as_text(&name, &part.ty)));
        }
        inner.from(self.backfill.table.clone()).limit(self.backfill.batch);
        for condition in
            self.backfill.conditions().into_iter().chain(after.map(|key| self.beyond(key)))
        {
            inner.and_where(condition);
        }
        let order = |direction: &str| {
            let parts = self
                .key
                .iter()
                .map(|part| format!("{} {direction}", ident(self.backend(), &part.name)));
            parts.collect::<Vec<_>>().join(", ")
        };
        inner.order_by_expr(
            Expr::cust(order("ASC").trim_end_matches(" ASC").to_owned()),
            sea_orm::Order::Asc,
        );
        outer.from_subquery(inner, "batch").limit(1);
        outer.order_by_expr(
            Expr::cust(order("DESC").trim_end_matches(" DESC").to_owned()),
            sea_orm::Order::Desc,
        );
        let row = self.online.db.query_one_raw(self.backend().build(&outer)).await?;
        row.map(|row| (0..self.key.len()).map(|at| row.try_get_by_index(at)).collect()).transpose()
    }

    /// Fills the rows behind `after`, up to `end`, and notes in the same transaction that they are
    /// done.
    async fn fill(&self, after: Option<&[String]>, end: &[String]) -> Result<u64, DbErr> {
        let mut update = self.backfill.update();
        for condition in after.map(|key| self.beyond(key)).into_iter().chain([self.up_to(end)]) {
            update.and_where(condition);
        }
        let statement = self.backend().build(&update);
        let position = encode(end);
        let mut tries = 0;
        loop {
            match self.transaction(statement.clone(), &position).await {
                Err(error) if tries < AGAIN && has_met_others(&error) => {
                    tries += 1;
                    sleep(self.backfill.pause.max(Duration::from_millis(20)) * tries).await;
                }
                done => return done,
            }
        }
    }

    async fn transaction(&self, update: Statement, position: &str) -> Result<u64, DbErr> {
        // So that MySQL locks the rows alone, and a fence sees what others have done.
        let transaction =
            self.online.db.begin_with_config(Some(IsolationLevel::ReadCommitted), None).await?;
        match self.in_transaction(&transaction, update, position).await {
            Ok(rows) => {
                transaction.commit().await?;
                self.online.keeper.sent();
                Ok(rows)
            }
            Err(error) => {
                // What counts is why.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }

    async fn in_transaction(
        &self,
        db: &DatabaseTransaction,
        update: Statement,
        position: &str,
    ) -> Result<u64, DbErr> {
        self.online.set_lock_timeout(db, WAIT_FOR_A_ROW).await?;
        let rows = db.execute_raw(update).await?.rows_affected();
        self.online.keeper.sent();
        self.online.keeper.keep(db, &self.id, position).await?;
        Ok(rows)
    }

    /// Rows whose key comes after one.
    fn beyond(&self, key: &[String]) -> Expr {
        self.compare(">", key)
    }

    fn up_to(&self, key: &[String]) -> Expr {
        self.compare("<=", key)
    }

    fn compare(&self, operator: &str, key: &[String]) -> Expr {
        let names: Vec<String> =
            self.key.iter().map(|part| ident(self.backend(), &part.name)).collect();
        if !self.online.lookup.compares_rows_by_index() {
            return self.spelt_out(operator, &names, key);
        }
        let values: Vec<String> =
            (1..).zip(&self.key).map(|(at, part)| self.value_of(at, part)).collect();
        let sql = format!("({}) {operator} ({})", names.join(", "), values.join(", "));
        Expr::cust_with_values(sql, key.iter().map(|value| Value::from(value.as_str())))
    }

    /// The same where no index is used for a comparison of rows:
    /// `a >= ? AND (a > ? OR (a = ? AND b > ?))`.
    fn spelt_out(&self, operator: &str, names: &[String], key: &[String]) -> Expr {
        let strict = if operator == ">" { ">" } else { "<" };
        let mut values = Vec::new();
        let mut term = |at: usize, operator: &str| {
            values.push(Value::from(key[at].as_str()));
            format!("{} {operator} {}", names[at], self.value_of(at, &self.key[at]))
        };
        let mut sql = term(0, &format!("{strict}="));
        let ways: Vec<String> = (0..names.len())
            .map(|last| {
                let equal: Vec<String> = (0..last).map(|at| term(at, "=")).collect();
                let last = term(last, if last + 1 == names.len() { operator } else { strict });
                equal.into_iter().chain([last]).collect::<Vec<_>>().join(" AND ")
            })
            .collect();
        sql.push_str(&format!(" AND ({})", ways.join(" OR ")));
        Expr::cust_with_values(sql, values)
    }

    fn value_of(&self, at: usize, part: &Part) -> String {
        self.online.lookup.key_from_text(at, &part.ty)
    }
}

/// The columns of the primary key in their order, with their types.
async fn key(backfill: &Backfill, online: &Online<'_>) -> Result<Vec<Part>, DbErr> {
    let values = online.lookup.table(&backfill.on());
    let rows = online.rows(online.lookup.primary_key(), values).await?;
    let part = |row: &sea_orm::QueryResult| {
        Ok(Part { name: row.try_get_by_index(0)?, ty: row.try_get_by_index(1)? })
    };
    rows.iter().map(part).collect()
}

/// About how many rows the table has, for whoever waits.
async fn rows(backfill: &Backfill, online: &Online<'_>) -> Result<Option<u64>, DbErr> {
    let values = online.lookup.table(&backfill.on());
    let row = online.row(online.lookup.row_count(), values).await?;
    let count = row.and_then(|row| row.try_get_by_index::<Option<i64>>(0).ok().flatten());
    Ok(count.and_then(|count| u64::try_from(count).ok()).filter(|count| *count > 0))
}

/// The parts of a key as one text: each behind its length.
fn encode(key: &[String]) -> String {
    key.iter().map(|part| format!("{}:{part}", part.len())).collect()
}

fn decode(text: &str, parts: usize) -> Option<Vec<String>> {
    let mut rest = text;
    let mut key = Vec::new();
    while !rest.is_empty() {
        let (length, behind) = rest.split_once(':')?;
        let part = behind.get(..length.parse().ok()?)?;
        rest = &behind[part.len()..];
        key.push(part.to_owned());
    }
    (key.len() == parts).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_the_key_that_it_was_made_of() {
        for key in [vec!["1"], vec!["", "a:b"], vec!["ä", "3:x", ""]] {
            let key: Vec<String> = key.into_iter().map(str::to_owned).collect();
            assert_eq!(decode(&encode(&key), key.len()), Some(key.clone()));
            assert_eq!(decode(&encode(&key), key.len() + 1), None);
        }
        assert_eq!(decode(DONE, 1), None);
    }
}
