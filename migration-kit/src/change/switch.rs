//! Another type for a column of a table in use on PostgreSQL, where the plain change writes the
//! table again while nobody else may read it. A new column takes the values over and then the name:
//!
//! 1. in a transaction: the new column, and a trigger that fills it in each row that is written
//!    from then on;
//! 2. online: the rows that were there before, in batches, and NOT NULL;
//! 3. in a transaction, over in a moment: the trigger and the old column go, and the new one takes
//!    its name.
//!
//! Its indexes and unique constraints come along: see `carried`.
//!
//! `down` leads back through the same stages. Its first migration has to make the old column again,
//! and writes every row with the table locked, as the plain change would: there is no fourth
//! migration behind in which the old column could be kept filled.

use std::collections::BTreeSet;

use super::cast;
use super::{Phase, Script, Split, define};
use crate::Backend;
use crate::dialect::change::Alter;
use crate::schema::{Column, Schema, parts, qualified};
use crate::statement::{ColumnDef, Online, Sql, Statement};

/// The columns that are switched, by table and name.
pub(crate) type Switches = BTreeSet<(String, String)>;

pub(super) const SQL: Sql = Sql(Backend::Postgres);

/// What the column is called until it takes the place of the old one.
pub(crate) fn new_name(column: &str) -> String {
    format!("{column}__new")
}

/// The name of the trigger and of its function. Triggers fire in the order of their names, and this
/// one has to see what the table's own have made of the row (PostgreSQL manual, CREATE TRIGGER,
/// "Notes").
pub(crate) fn trigger_name(table: &str, column: &str) -> String {
    format!("zz_{}_{}", parts(table).1, new_name(column))
}

pub(super) fn lower(
    table: &str,
    (before, after): (&Column, &Column),
    alter: &dyn Alter,
    script: &mut Script<'_>,
) {
    let switch = |old, new| Switch { table, old, new, alter };
    match script.split {
        Split::Down => switch(after, before).roll_back(script),
        Split::Never | Split::Up => switch(before, after).make(script),
    }
}

struct Switch<'a> {
    table: &'a str,
    old: &'a Column,
    new: &'a Column,
    alter: &'a dyn Alter,
}

impl Switch<'_> {
    fn make(&self, script: &mut Script<'_>) {
        let (old, new) = (self.old.name.as_str(), new_name(&self.new.name));
        self.add(Phase::AddColumns, [self.column(&new, self.new, script)], script);
        self.add(Phase::AddColumns, self.create_trigger(), script);
        let value = cast::cast(&SQL.name(old), self.old, self.new, SQL);
        let fill = Online::Backfill {
            table: self.table.to_owned(),
            column: new.clone(),
            value,
            only_with: Some(old.to_owned()),
        };
        self.add(Phase::OnlineFill, [Statement::Online(fill)], script);
        if !self.new.nullable {
            let close = Online::SetNotNull { table: self.table.to_owned(), column: new.clone() };
            self.add(Phase::OnlineNotNull, [Statement::Online(close)], script);
        }
        // The rows that the fill has left dead call for a VACUUM. ANALYZE waits until it is gone,
        // with nobody behind it, and lets none come before the transaction ends; and whoever plans
        // a query knows the new column from its first moment on.
        let analyze = format!("ANALYZE {} ({})", SQL.table(self.table), SQL.name(&new));
        self.add(Phase::SwitchAnalyze, [Statement::Sql(analyze)], script);
        self.add(Phase::Switch, self.drop_trigger(), script);
        self.add(Phase::Switch, [self.drop_column(old), self.rename(&new, old)], script);
        self.add(Phase::Switch, self.finish(self.new), script);
    }

    fn roll_back(&self, script: &mut Script<'_>) {
        let (old, new) = (self.old.name.as_str(), new_name(&self.new.name));
        self.add(Phase::Switch, [self.rename(old, &new)], script);
        if self.new.default.is_some() {
            self.add(Phase::Switch, [SQL.alter_column(self.table, &new, "DROP DEFAULT")], script);
        }
        if self.new.comment.is_some() {
            let bare = Column { name: new.clone(), comment: None, ..self.new.clone() };
            self.add(Phase::Switch, self.alter.comment_on_column(self.table, &bare), script);
        }
        self.add(Phase::Switch, [self.column(old, self.old, script)], script);
        self.add(Phase::SwitchFill, self.fill_again(script), script);
        if !self.old.nullable {
            self.add(Phase::SwitchEnd, [SQL.alter_column(self.table, old, "SET NOT NULL")], script);
        }
        self.add(Phase::SwitchEnd, self.finish(self.old), script);
        self.add(Phase::SwitchEnd, self.create_trigger(), script);
        if !self.new.nullable {
            let open = Online::DropNotNull { table: self.table.to_owned(), column: new.clone() };
            self.add(Phase::OnlineNull, [Statement::Online(open)], script);
        }
        self.add(Phase::DropColumns, self.drop_trigger(), script);
        self.add(Phase::DropColumns, [self.drop_column(&new)], script);
    }

    fn add(
        &self,
        phase: Phase,
        statements: impl IntoIterator<Item = Statement>,
        script: &mut Script<'_>,
    ) {
        for statement in statements {
            script.add(phase, self.table, &self.new.name, statement);
        }
    }

    /// The column by that name, as it is before it has values.
    fn column(&self, name: &str, of: &Column, script: &Script<'_>) -> Statement {
        let named = Column { name: name.to_owned(), comment: None, default: None, ..of.clone() };
        let column = define::column(script.backend, script.after, self.table, &named);
        Statement::AddColumn {
            table: self.table.to_owned(),
            column: ColumnDef { nullable: true, ..column },
        }
    }

    /// What the column has besides its type and its values.
    fn finish(&self, of: &Column) -> Vec<Statement> {
        let set =
            |default| SQL.alter_column(self.table, &of.name, &format!("SET DEFAULT {default}"));
        let default = of.default.as_ref().map(set);
        let comment = of.comment.is_some().then(|| self.alter.comment_on_column(self.table, of));
        default.into_iter().chain(comment.flatten()).collect()
    }

    /// The old columns of the table get their values back, all of them with the first one: each row
    /// is written once, and the table's own triggers meet one form of it.
    fn fill_again(&self, script: &Script<'_>) -> Option<Statement> {
        let of_table = script
            .switches
            .iter()
            .filter(|(table, _)| table == self.table)
            .map(|(_, column)| column);
        let mut of_table = of_table.peekable();
        if of_table.peek().is_none_or(|first| **first != self.old.name) {
            return None;
        }
        let column =
            |schema: &'_ Schema, name: &str| schema.tables.get(self.table)?.column(name).cloned();
        let sets = of_table.filter_map(|name| {
            let (new, old) = (column(script.before, name)?, column(script.after, name)?);
            let value = cast::cast(&SQL.name(&new_name(name)), &new, &old, SQL);
            Some(format!("{} = {value}", SQL.name(name)))
        });
        let sets: Vec<String> = sets.collect();
        Some(Statement::Sql(format!("UPDATE {} SET {}", SQL.table(self.table), sets.join(", "))))
    }

    fn drop_column(&self, column: &str) -> Statement {
        Statement::DropColumn { table: self.table.to_owned(), column: column.to_owned() }
    }

    fn rename(&self, from: &str, to: &str) -> Statement {
        Statement::RenameColumn {
            table: self.table.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    /// Whoever writes the row, it is cast with the settings of the session that fills the others:
    /// its time zone, its format of dates, and the schemas in which it looks for a type.
    fn create_trigger(&self) -> [Statement; 2] {
        let (new, old) = (SQL.name(&new_name(&self.new.name)), SQL.name(&self.old.name));
        let value = cast::cast(&format!("NEW.{old}"), self.old, self.new, SQL);
        let body = SQL.text(Some(&format!("BEGIN NEW.{new} := {value}; RETURN NEW; END")));
        let function = format!(
            "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT SET timezone FROM CURRENT \
             SET datestyle FROM CURRENT AS {body}",
            self.function()
        );
        let trigger = format!(
            "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}()",
            SQL.name(&trigger_name(self.table, &self.old.name)),
            SQL.table(self.table),
            self.function()
        );
        [Statement::Sql(function), Statement::Sql(trigger)]
    }

    fn drop_trigger(&self) -> [Statement; 2] {
        let trigger = SQL.name(&trigger_name(self.table, &self.old.name));
        [
            Statement::Sql(format!("DROP TRIGGER {trigger} ON {}", SQL.table(self.table))),
            Statement::Sql(format!("DROP FUNCTION {}()", self.function())),
        ]
    }

    /// It is where its table is.
    fn function(&self) -> String {
        let name = trigger_name(self.table, &self.old.name);
        SQL.table(&qualified(parts(self.table).0.as_deref(), &name))
    }
}
