//! What the statements of a migration change in the model. In go their words, out comes the model
//! with the tables and the indexes that a server would have then. What is no change of a table, a
//! view or an index is passed over.

use super::model::{Index, Model, Table};
use crate::Backend;
use crate::dialect::record::{self, NamelessKind};
use crate::names::parts;
use crate::sql::cursor::fold;
use crate::sql::statement::{self, Column, Constraint, ConstraintKind, Operation, Source};
use crate::sql::tokens::Token;

impl Model {
    /// Follows the statements of a text.
    pub(super) fn follow(&mut self, statements: &[Vec<Token>]) {
        for words in statements {
            let understood = match statement::read(self.backend, words) {
                Some(operations) => keys_first(self.backend, operations)
                    .into_iter()
                    .try_for_each(|operation| self.change(operation)),
                None => self.other(words),
            };
            self.unsure |= understood.is_none();
        }
    }

    /// None where the model does not know what becomes of it.
    fn change(&mut self, operation: Operation) -> Option<()> {
        let backend = self.backend;
        match operation {
            Operation::CreateTable { table, columns, constraints, source, replaces } => {
                if self.has(&table) && !replaces {
                    return Some(());
                }
                let others = || Table { has_more: true, ..Table::default() };
                let mut made = match &source {
                    Source::Named => Table::default(),
                    Source::Copy(of) => self.copy(of).unwrap_or_else(others),
                    Source::Others => others(),
                };
                let name = parts(&table).1;
                columns.iter().for_each(|column| made.define(backend, &name, column));
                constraints
                    .iter()
                    .for_each(|constraint| made.constrain(backend, &name, constraint));
                self.insert(table, made);
            }
            Operation::CreateView { view } => {
                self.insert(view, Table { is_view: true, has_more: true, ..Table::default() });
            }
            Operation::DropTable { table } | Operation::DropView { view: table } => {
                _ = self.remove(&table)
            }
            Operation::RenameTable { table, to } => {
                let moved = self.remove(&table)?;
                self.insert(to, moved);
            }
            Operation::AddColumn { table, column } => {
                self.table(&table)?.define(backend, &parts(&table).1, &column);
            }
            Operation::DropColumn { table, column } => {
                self.table(&table)?.drop_column(backend, &fold(backend, &column));
            }
            Operation::RenameColumn { table, column, to } => {
                self.table(&table)?.rename_column(&fold(backend, &column), &fold(backend, &to));
            }
            Operation::ModifyColumn { table, column } => {
                self.table(&table)?.add_keys(backend, &parts(&table).1, &column);
            }
            Operation::AddConstraint { table, constraint } => {
                self.table(&table)?.constrain(backend, &parts(&table).1, &constraint);
            }
            Operation::DropConstraint { table, name, keeps_index } => {
                let table = self.table(&table)?;
                if !keeps_index {
                    table.drop_index(&fold(backend, &name));
                }
            }
            Operation::CreateIndex { table, index } => {
                let columns = columns(backend, &index.parts);
                let of_table = parts(&table).1;
                let of = self.table(&table)?;
                let name = match index.name {
                    Some(name) => fold(backend, &name),
                    None => of.made_up(backend, NamelessKind::Index, &of_table, &columns)?,
                };
                of.add_index(Index { name, columns, implied: false });
            }
            Operation::DropIndex { table, schema, name, .. } => match table {
                Some(table) => self.table(&table)?.drop_index(&fold(backend, &name)),
                None => {
                    let of = self.table_of_index(&(schema, name.clone())).into_iter();
                    of.for_each(|table| table.drop_index(&name));
                }
            },
            Operation::RenameObject { table, schema, name, to } => {
                let (name, to) = (fold(backend, &name), fold(backend, &to));
                let of = match table {
                    Some(table) => self.table(&table),
                    None => self.table_of_index(&(schema, name.clone())),
                };
                of?.rename_index(&name, &to);
            }
            // Columns, rows, types and triggers are looked for by no probe, and SQLite's rebuilds
            // are no statements.
            _ => {}
        }
        Some(())
    }

    /// What is not told as an operation, and may have made or taken away a table, a view or an
    /// index.
    fn other(&mut self, words: &[Token]) -> Option<()> {
        let Some((first, rest)) = words.split_first() else { return Some(()) };
        let has = |of: &[Token], words: &[&str]| of.iter().any(|word| word.is_any(words));
        let beginning = &rest[..rest.len().min(5)];
        let is_about = |objects: &[&str]| has(beginning, objects);
        match first {
            _ if first.is_any(&["do", "call", "execute"]) => None,
            _ if first.is("drop")
                && matches!(rest, [schema, public, ..] if schema.is("schema") && public.is("public")) =>
            {
                self.clear();
                Some(())
            }
            // What else goes with a type or a schema is not known here.
            _ if first.is("drop") && has(rest, &["cascade"]) => None,
            // Nobody else sees a temporary table, and no probe finds a materialized view.
            _ if is_about(&[
                "temporary",
                "temp",
                "materialized",
                "function",
                "procedure",
                "trigger",
            ]) =>
            {
                Some(())
            }
            _ if first.is_any(&["create", "drop"]) && is_about(&["table", "view", "index"]) => None,
            _ if first.is_any(&["alter", "rename"]) && is_about(&["table", "tables"]) => None,
            _ => Some(()),
        }
    }
}

/// The keys of a new table come before a foreign key that one of them may serve.
fn keys_first(backend: Backend, mut operations: Vec<Operation>) -> Vec<Operation> {
    if record::of(backend).catalog().foreign_key_makes_index
        && let Some(Operation::CreateTable { table, constraints, .. }) = operations.first_mut()
    {
        let table = table.clone();
        let is_foreign = |constraint: &mut Constraint| {
            matches!(constraint.kind, ConstraintKind::ForeignKey { .. })
        };
        let foreign: Vec<Constraint> = constraints.extract_if(.., is_foreign).collect();
        let add = |constraint| Operation::AddConstraint { table: table.clone(), constraint };
        operations.extend(foreign.into_iter().map(add));
    }
    operations
}

impl Table {
    /// Adds a column with its keys.
    fn define(&mut self, backend: Backend, table: &str, column: &Column) {
        self.add_column(fold(backend, &column.name));
        self.add_keys(backend, table, column);
    }

    /// Adds the index of a PRIMARY KEY and of a UNIQUE in a column's definition.
    fn add_keys(&mut self, backend: Backend, table: &str, column: &Column) {
        let columns = std::slice::from_ref(&column.name);
        let takes_name = record::of(backend).catalog().names_in_columns;
        let name = |name: &Option<String>| name.clone().filter(|_| takes_name);
        if column.primary_key {
            let name = name(&column.primary_key_name);
            self.add_key(backend, table, name, columns, NamelessKind::PrimaryKey);
        }
        if column.unique {
            let name = name(&column.unique_name);
            self.add_key(backend, table, name, columns, NamelessKind::Unique);
        }
    }

    /// Adds what a constraint brings.
    fn constrain(&mut self, backend: Backend, table: &str, constraint: &Constraint) {
        let name = constraint.name.clone();
        let catalog = record::of(backend).catalog();
        match &constraint.kind {
            ConstraintKind::PrimaryKey { using_index: Some(index), .. }
            | ConstraintKind::Unique { using_index: Some(index), .. } => {
                // PostgreSQL renames the index to the constraint.
                self.rename_index(index, name.as_deref().unwrap_or(index));
            }
            ConstraintKind::PrimaryKey { columns, .. } => {
                let name = name.filter(|_| catalog.names_primary_key);
                self.add_key(backend, table, name, columns, NamelessKind::PrimaryKey);
            }
            ConstraintKind::Unique { columns, .. } => {
                self.add_key(backend, table, name, columns, NamelessKind::Unique);
            }
            ConstraintKind::ForeignKey { columns: of, .. } if catalog.foreign_key_makes_index => {
                let columns = columns(backend, of);
                if !self.indexes.iter().any(|index| index.columns.starts_with(&columns)) {
                    let kind = NamelessKind::ForeignKey;
                    self.add_named(backend, table, name, Columns { kind, columns });
                }
            }
            ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Check(_)
            | ConstraintKind::Other => {}
        }
    }

    fn add_key(
        &mut self,
        backend: Backend,
        table: &str,
        name: Option<String>,
        of: &[String],
        kind: NamelessKind,
    ) {
        self.add_named(backend, table, name, Columns { kind, columns: columns(backend, of) });
    }

    /// Adds the index of a key, under a name that the server makes up where it has none.
    fn add_named(&mut self, backend: Backend, table: &str, name: Option<String>, of: Columns) {
        let Columns { kind, columns } = of;
        let made_up = || self.made_up(backend, kind, table, &columns).unwrap_or_default();
        let name = name.map_or_else(made_up, |name| fold(backend, &name));
        self.add_index(Index { name, columns, implied: kind == NamelessKind::ForeignKey });
    }
}

/// The columns of a key.
struct Columns {
    kind: NamelessKind,
    columns: Vec<String>,
}

/// The columns of an index; nothing stands for an expression.
fn columns(backend: Backend, parts: &[String]) -> Vec<String> {
    parts
        .iter()
        .map(|part| if part.contains('(') { String::new() } else { fold(backend, part) })
        .collect()
}
