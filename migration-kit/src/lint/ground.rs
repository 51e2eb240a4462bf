//! What the statements so far have made: enough for the rules, and no more.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Table;
use super::table::is_named;
use crate::sql::statement::{Alter, Constraint, ConstraintKind, Operation};

/// The tables and types of a history at one point. There is one for every operation, so they share
/// what has not changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ground {
    tables: Arc<BTreeMap<Arc<str>, Arc<Table>>>,
    types: Arc<BTreeMap<String, Vec<String>>>,
}

impl Ground {
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name).map(Arc::as_ref)
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables.iter().map(|(name, table)| (name.as_ref(), table.as_ref()))
    }

    /// The tables that are not what they are in the other one, from both: those that nothing was
    /// done to are shared. Both lists are in the order of their names, and are walked side by side.
    pub(crate) fn unlike<'g>(&'g self, other: &'g Self) -> Vec<(&'g str, [Option<&'g Table>; 2])> {
        let (mut mine, mut theirs) =
            (self.tables.iter().peekable(), other.tables.iter().peekable());
        let mut unlike = Vec::new();
        loop {
            let order = match (mine.peek(), theirs.peek()) {
                (None, None) => return unlike,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((mine, _)), Some((theirs, _))) if Arc::ptr_eq(mine, theirs) => {
                    Ordering::Equal
                }
                (Some((mine, _)), Some((theirs, _))) => mine.cmp(theirs),
            };
            let mine = if order.is_le() { mine.next() } else { None };
            let theirs = if order.is_ge() { theirs.next() } else { None };
            let shared =
                mine.zip(theirs).is_some_and(|((_, mine), (_, theirs))| Arc::ptr_eq(mine, theirs));
            if let Some((name, _)) = mine.or(theirs).filter(|_| !shared) {
                unlike.push((
                    name.as_ref(),
                    [mine, theirs].map(|of| of.map(|(_, table)| table.as_ref())),
                ));
            }
        }
    }

    /// The enum types with their values.
    pub(crate) fn types(&self) -> &BTreeMap<String, Vec<String>> {
        &self.types
    }

    /// The values of an enum type. A column says its type in lower case.
    pub(crate) fn values(&self, ty: &str) -> Option<&[String]> {
        let same = |name: &String| name.eq_ignore_ascii_case(ty);
        self.types.iter().find(|(name, _)| same(name)).map(|(_, values)| values.as_slice())
    }

    /// The table that has an index of that name.
    pub(crate) fn table_of_index(&self, index: &str) -> Option<&str> {
        let has = |table: &Table| table.indexes.iter().any(|of| of.name.as_deref() == Some(index));
        self.tables().find(|(_, table)| has(table)).map(|(name, _)| name)
    }

    /// Follows what a migration does. What is about a table that it does not know changes nothing.
    pub(crate) fn follow(&mut self, operation: &Operation, migration: usize) {
        let _ = self.change(operation, migration);
    }

    fn edit(&mut self, name: &str) -> Option<&mut Table> {
        Arc::make_mut(&mut self.tables).get_mut(name).map(Arc::make_mut)
    }

    fn change(&mut self, operation: &Operation, migration: usize) -> Option<()> {
        match operation {
            Operation::CreateTable { table, columns, constraints, .. } => {
                // With IF NOT EXISTS it stays what it was.
                if self.tables.contains_key(table.as_str()) {
                    return None;
                }
                let mut made =
                    Table { constraints: constraints.clone(), migration, ..Table::default() };
                columns.iter().for_each(|column| made.add_column(column.clone()));
                Arc::make_mut(&mut self.tables).insert(table.as_str().into(), Arc::new(made));
            }
            Operation::RebuildTable { table, columns, constraints, renamed, dropped, .. } => {
                let of = self.edit(table)?;
                for (from, to) in renamed {
                    of.rename_column(from, to);
                }
                let kept = of.columns.iter().filter(|known| {
                    dropped.as_ref().is_some_and(|dropped| !dropped.contains(&known.name))
                        && columns.iter().all(|column| column.name != known.name)
                });
                let kept: Vec<_> = kept.cloned().collect();
                (of.columns, of.constraints) = (Vec::new(), constraints.clone());
                if dropped.is_none() {
                    // They went with the old table; what is made again comes after.
                    (of.indexes, of.triggers) = (Vec::new(), Vec::new());
                }
                columns.iter().chain(&kept).for_each(|column| of.add_column(column.clone()));
            }
            Operation::DropTable { table } => {
                _ = Arc::make_mut(&mut self.tables).remove(table.as_str())
            }
            Operation::RenameTable { table, to } => self.rename_table(table, to)?,
            Operation::AddColumn { table, column } => self.edit(table)?.add_column(column.clone()),
            Operation::DropColumn { table, column } => self.edit(table)?.drop_column(column),
            Operation::RenameColumn { table, column, to } => {
                self.edit(table)?.rename_column(column, to)
            }
            Operation::ModifyColumn { table, column } => {
                let of = self.edit(table)?;
                let at = of.columns.iter().position(|known| known.name == column.name)?;
                of.columns[at].clone_from(column);
            }
            Operation::AlterColumn { table, column, alter } => {
                let known =
                    self.edit(table)?.columns.iter_mut().find(|known| known.name == *column)?;
                match alter {
                    Alter::Type { ty, .. } => known.ty.clone_from(ty),
                    Alter::SetNotNull => known.not_null = true,
                    Alter::DropNotNull => known.not_null = false,
                    Alter::SetDefault(default) => known.default = Some(default.clone()),
                    Alter::DropDefault => known.default = None,
                    Alter::Other => {}
                }
            }
            Operation::AddConstraint { table, constraint } => {
                self.add_constraint(table, constraint)?
            }
            Operation::ValidateConstraint { table, name } => {
                let of = self.edit(table)?.constraints.iter_mut();
                of.filter(|known| known.name.as_ref() == Some(name))
                    .for_each(|known| known.not_valid = false);
            }
            Operation::DropConstraint { table, name, .. } => {
                self.edit(table)?.constraints.retain(|known| !is_named(table, known, name));
            }
            Operation::CreateIndex { table, index } => {
                let of = self.edit(table)?;
                let is_there =
                    of.indexes.iter().any(|known| index.name.is_some() && known.name == index.name);
                if !is_there {
                    of.indexes.push(index.clone());
                }
            }
            Operation::DropIndex { table, name, .. } => {
                let table =
                    table.clone().or_else(|| self.table_of_index(name).map(str::to_owned))?;
                let of = self.edit(&table)?;
                of.indexes.retain(|known| known.name.as_ref() != Some(name));
                of.constraints.retain(|known| {
                    !matches!(known.kind, ConstraintKind::Unique { .. })
                        || !is_named(&table, known, name)
                });
            }
            Operation::RenameObject { table, name, to, .. } => {
                let table =
                    table.clone().or_else(|| self.table_of_index(name).map(str::to_owned))?;
                let of = self.edit(&table)?;
                let indexes = of.indexes.iter_mut().map(|index| &mut index.name);
                let constraints = of.constraints.iter_mut().map(|constraint| &mut constraint.name);
                indexes
                    .chain(constraints)
                    .filter(|known| known.as_ref() == Some(name))
                    .for_each(|known| *known = Some(to.clone()));
            }
            Operation::CreateTrigger { table, name } => {
                self.edit(table)?.triggers.push(name.clone())
            }
            Operation::DropTrigger { name } => {
                let has = |table: &Table| table.triggers.contains(name);
                let table = self
                    .tables()
                    .find(|(_, table)| has(table))
                    .map(|(table, _)| table.to_owned())?;
                self.edit(&table)?.triggers.retain(|known| known != name);
            }
            Operation::CreateType { name, values } => {
                Arc::make_mut(&mut self.types).insert(name.clone(), values.clone());
            }
            Operation::RenameType { name, to } => self.rename_type(name, to)?,
            Operation::DropType { name } => _ = Arc::make_mut(&mut self.types).remove(name),
            Operation::AddValue { ty, value, before, after } => {
                let values = Arc::make_mut(&mut self.types).get_mut(ty)?;
                let of = |other: &Option<String>| {
                    values.iter().position(|known| Some(known) == other.as_ref())
                };
                let at = of(before).or_else(|| of(after).map(|at| at + 1)).unwrap_or(values.len());
                // With IF NOT EXISTS it stays where it was.
                if !values.contains(value) {
                    values.insert(at, value.clone());
                }
            }
            Operation::RenameValue { ty, from, to } => {
                let values = Arc::make_mut(&mut self.types).get_mut(ty)?;
                values
                    .iter_mut()
                    .filter(|value| *value == from)
                    .for_each(|value| value.clone_from(to));
            }
            Operation::CreateView { .. }
            | Operation::DropView { .. }
            | Operation::Rows { .. }
            | Operation::Set { .. }
            | Operation::Other => {}
        }
        Some(())
    }

    /// Foreign keys of others follow the name.
    fn rename_table(&mut self, table: &str, to: &str) -> Option<()> {
        let tables = Arc::make_mut(&mut self.tables);
        let of = tables.remove(table)?;
        tables.insert(to.into(), of);
        let refers = |constraint: &Constraint| matches!(&constraint.kind, ConstraintKind::ForeignKey { parent, .. } if parent == table);
        for other in tables.values_mut().filter(|other| other.constraints.iter().any(refers)) {
            for constraint in &mut Arc::make_mut(other).constraints {
                if let ConstraintKind::ForeignKey { parent, .. } = &mut constraint.kind
                    && parent == table
                {
                    to.clone_into(parent);
                }
            }
        }
        Some(())
    }

    /// Columns of the type follow the name.
    fn rename_type(&mut self, name: &str, to: &str) -> Option<()> {
        let types = Arc::make_mut(&mut self.types);
        let values = types.remove(name)?;
        types.insert(to.to_owned(), values);
        let tables = Arc::make_mut(&mut self.tables);
        for table in tables
            .values_mut()
            .filter(|table| table.columns.iter().any(|c| c.ty.eq_ignore_ascii_case(name)))
        {
            let columns = Arc::make_mut(table).columns.iter_mut();
            columns
                .filter(|column| column.ty.eq_ignore_ascii_case(name))
                .for_each(|column| column.ty = to.to_lowercase());
        }
        Some(())
    }

    /// A key that takes over an index has its columns.
    fn add_constraint(&mut self, table: &str, constraint: &Constraint) -> Option<()> {
        let of = self.edit(table)?;
        let mut constraint = constraint.clone();
        if let ConstraintKind::PrimaryKey { columns, using_index: Some(index) }
        | ConstraintKind::Unique { columns, using_index: Some(index) } = &mut constraint.kind
        {
            let at = of.indexes.iter().position(|known| known.name.as_ref() == Some(index))?;
            *columns = of.indexes.remove(at).parts;
        }
        of.constraints.push(constraint);
        Some(())
    }
}
