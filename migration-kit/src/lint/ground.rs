//! What the statements so far have made: enough for the rules, and no more.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::sql::{Alter, Column, Constraint, ConstraintKind, Index, Operation};

/// The tables and types of a history at one point.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ground {
    tables: BTreeMap<String, Arc<Table>>,
    types: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub columns: Vec<Column>,
    pub indexes: Vec<Index>,
    pub constraints: Vec<Constraint>,
    pub has_triggers: bool,
    /// The number of the step that made it.
    pub step: usize,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns of the primary key.
    pub(crate) fn primary_key(&self) -> Vec<&str> {
        let of = |constraint: &'_ Constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => Some(columns.clone()),
            _ => None,
        };
        if let Some(columns) = self.constraints.iter().find_map(of) {
            return self
                .columns
                .iter()
                .map(|c| c.name.as_str())
                .filter(|c| columns.iter().any(|k| k == c))
                .collect();
        }
        self.columns.iter().filter(|column| column.primary_key).map(|column| column.name.as_str()).collect()
    }

    /// Everything that finds rows by columns: indexes without a predicate, keys and unique constraints, each with its columns.
    pub(crate) fn keys(&self) -> Vec<Vec<String>> {
        let indexes =
            self.indexes.iter().filter(|index| index.predicate.is_none()).map(|index| index.parts.clone());
        let constraints = self.constraints.iter().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
                Some(columns.clone())
            }
            _ => None,
        });
        let columns = self.columns.iter().filter(|column| column.primary_key || column.unique);
        indexes.chain(constraints).chain(columns.map(|column| vec![column.name.clone()])).collect()
    }

    /// Whether a check that was validated says that the column is not null.
    pub(crate) fn is_checked_not_null(&self, column: &str) -> bool {
        let expected = format!("{column} is not null");
        self.constraints.iter().any(|constraint| match &constraint.kind {
            ConstraintKind::Check { expression } => {
                !constraint.not_valid && expression.trim_matches(['(', ')']).eq_ignore_ascii_case(&expected)
            }
            _ => false,
        })
    }
}

impl Ground {
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name).map(Arc::as_ref)
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables.iter().map(|(name, table)| (name.as_str(), table.as_ref()))
    }

    /// The values of an enum type.
    pub(crate) fn values(&self, ty: &str) -> Option<&[String]> {
        self.types.get(ty).map(Vec::as_slice)
    }

    /// The table that has an index of that name.
    pub(crate) fn table_of_index(&self, index: &str) -> Option<&str> {
        let has = |table: &Table| table.indexes.iter().any(|of| of.name.as_deref() == Some(index));
        self.tables().find(|(_, table)| has(table)).map(|(name, _)| name)
    }

    fn edit(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.get_mut(name).map(Arc::make_mut)
    }

    /// Follows what a step does.
    pub(crate) fn follow(&mut self, operation: &Operation, step: usize) {
        self.change(operation, step);
    }

    fn change(&mut self, operation: &Operation, step: usize) -> Option<()> {
        match operation {
            Operation::CreateTable { table, columns, constraints } => {
                if self.tables.contains_key(table) {
                    return None;
                }
                let (columns, constraints) = (columns.clone(), constraints.clone());
                let made = Table { columns, constraints, step, ..Table::default() };
                self.tables.insert(table.clone(), Arc::new(made));
            }
            Operation::RebuildTable { table, columns, constraints, .. } => {
                let of = self.edit(table)?;
                (of.columns, of.constraints) = (columns.clone(), constraints.clone());
            }
            Operation::DropTable { table } => _ = self.tables.remove(table),
            Operation::RenameTable { table, to } => {
                let of = self.tables.remove(table)?;
                self.tables.insert(to.clone(), of);
            }
            Operation::AddColumn { table, column } => self.edit(table)?.columns.push(column.clone()),
            Operation::DropColumn { table, column } => {
                let of = self.edit(table)?;
                of.columns.retain(|known| known.name != *column);
                of.indexes.retain(|index| !index.parts.contains(column));
            }
            Operation::RenameColumn { table, column, to } => {
                let of = self.edit(table)?;
                of.columns
                    .iter_mut()
                    .filter(|known| known.name == *column)
                    .for_each(|known| known.name.clone_from(to));
                let parts = of.indexes.iter_mut().flat_map(|index| &mut index.parts);
                parts.filter(|part| *part == column).for_each(|part| part.clone_from(to));
            }
            Operation::ModifyColumn { table, column } => {
                let known = self.edit(table)?.columns.iter_mut().find(|known| known.name == column.name)?;
                let (primary_key, unique) = (known.primary_key, known.unique);
                *known = column.clone();
                (known.primary_key, known.unique) =
                    (primary_key || column.primary_key, unique || column.unique);
            }
            Operation::AlterColumn { table, column, alter } => {
                let known = self.edit(table)?.columns.iter_mut().find(|known| known.name == *column)?;
                match alter {
                    Alter::Type { ty, .. } => known.ty.clone_from(ty),
                    Alter::SetNotNull => known.not_null = true,
                    Alter::DropNotNull => known.not_null = false,
                    Alter::SetDefault(default) => known.default = Some(default.clone()),
                    Alter::DropDefault => known.default = None,
                    Alter::Other => {}
                }
            }
            Operation::AddConstraint { table, constraint } => self.add_constraint(table, constraint)?,
            Operation::ValidateConstraint { table, name } => {
                let of = self.edit(table)?.constraints.iter_mut();
                of.filter(|known| known.name.as_ref() == Some(name))
                    .for_each(|known| known.not_valid = false);
            }
            Operation::DropConstraint { table, name } => {
                self.edit(table)?.constraints.retain(|known| known.name.as_ref() != Some(name));
            }
            Operation::CreateIndex { table, index } => self.edit(table)?.indexes.push(index.clone()),
            Operation::DropIndex { table, name, .. } => {
                let table = table.clone().or_else(|| self.table_of_index(name).map(str::to_owned))?;
                self.edit(&table)?.indexes.retain(|known| known.name.as_ref() != Some(name));
            }
            Operation::CreateTrigger { table, .. } => self.edit(table)?.has_triggers = true,
            Operation::CreateType { name, values } => _ = self.types.insert(name.clone(), values.clone()),
            Operation::DropType { name } => _ = self.types.remove(name),
            Operation::AddValue { ty, value } => self.types.get_mut(ty)?.push(value.clone()),
            Operation::RenameValue { ty, from, to } => {
                self.types
                    .get_mut(ty)?
                    .iter_mut()
                    .filter(|value| *value == from)
                    .for_each(|v| v.clone_from(to));
            }
            Operation::Rows { .. } | Operation::Set { .. } | Operation::Other => {}
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
