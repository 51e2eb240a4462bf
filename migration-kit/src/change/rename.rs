//! Renames: they are never guessed from two schemas, so they come beside them.

use std::collections::BTreeMap;

use super::{Phase, Script};
use crate::Backend;
use crate::dialect::change::Alter;
use crate::dialect::enums::{self, Kept};
use crate::schema::{Expression, Schema, Table, Terms, parts, qualified};
use crate::statement::Statement;

/// What was renamed, old name to new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// Tables.
    pub tables: BTreeMap<String, String>,
    /// Columns, by the new name of their table and their old name.
    pub columns: BTreeMap<(String, String), String>,
    /// Enum types of PostgreSQL.
    pub enums: BTreeMap<String, String>,
    /// Values of an enum, by the new name of its type and the old value.
    pub values: BTreeMap<(String, String), String>,
}

impl Renames {
    /// The renames that roll back these.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let (tables, enums) = (reversed(&self.tables), reversed(&self.enums));
        // What was below the new name is below the old one again.
        let inner = |names: &BTreeMap<(String, String), String>, outer: &Names| {
            let back = |((of, old), new): (&(String, String), &String)| {
                ((outer.get(of).unwrap_or(of).clone(), new.clone()), old.clone())
            };
            names.iter().map(back).collect()
        };
        let (columns, values) = (inner(&self.columns, &tables), inner(&self.values, &enums));
        Self { tables, columns, enums, values }
    }

    /// Whether nothing was renamed.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
            && self.columns.is_empty()
            && self.enums.is_empty()
            && self.values.is_empty()
    }

    /// Whether a table, one of its columns, or an enum has another name now.
    pub(super) fn touch(&self, table: &str) -> bool {
        self.tables.values().any(|to| to == table)
            || self.columns.keys().any(|(of, _)| of == table)
            || !self.enums.is_empty()
            || !self.values.is_empty()
    }

    /// What a column was called before, by the new name of its table.
    pub(super) fn old_column(&self, table: &str, new: &str) -> String {
        let old = self.columns.iter().find(|((of, _), to)| of == table && *to == new);
        old.map_or(new, |((_, old), _)| old).to_owned()
    }

    /// What a table was called before.
    pub(super) fn old_table(&self, new: &str) -> String {
        let old = self.tables.iter().find(|(_, to)| *to == new);
        old.map_or(new, |(old, _)| old).to_owned()
    }

    /// The schema after the renames, as the database tells it then, in expressions too.
    #[must_use]
    pub fn apply(&self, backend: Backend, schema: &Schema) -> Schema {
        if self.is_empty() {
            return schema.clone();
        }
        // What reads columns is told in the old names.
        let mut renamed = Schema { dependents: schema.dependents.clone(), ..Schema::default() };
        for (name, values) in &schema.enums {
            let name = self.enums.get(name).unwrap_or(name).clone();
            let value = |value: &String| {
                self.values.get(&(name.clone(), value.clone())).unwrap_or(value).clone()
            };
            renamed.enums.insert(name.clone(), values.iter().map(value).collect());
        }
        for (name, table) in &schema.tables {
            let name = self.tables.get(name).unwrap_or(name);
            renamed.tables.insert(name.clone(), self.table(backend, name, table));
        }
        renamed
    }

    fn column<'n>(&'n self, table: &str, column: &'n String) -> &'n String {
        self.columns.get(&(table.to_owned(), column.clone())).unwrap_or(column)
    }

    fn table(&self, backend: Backend, name: &str, table: &Table) -> Table {
        let (mut table, columns) = (table.clone(), &table.columns);
        let rename = |columns: &mut Vec<String>, of: &str| {
            for column in columns {
                *column = self.column(of, column).clone();
            }
        };
        let new_column = |old: &str| self.columns.get(&(name.to_owned(), old.to_owned())).cloned();
        let in_expression = |expression: &mut Expression| {
            *expression = self.with_types(&expression.with_columns(new_column));
        };
        for (column, of) in table.columns.iter_mut().zip(columns) {
            column.name = self.column(name, &column.name).clone();
            // A type is read where it stands in an expression.
            if !self.enums.is_empty() {
                let cast = self.with_types(&Expression::new(backend, format!("NULL::{}", of.ty)));
                cast.as_str().trim_start_matches("NULL::").clone_into(&mut column.ty);
            }
            column.default.iter_mut().for_each(|default| *default = self.with_types(default));
            column.generated.iter_mut().for_each(|of| in_expression(&mut of.expression));
        }
        rename(&mut table.primary_key, name);
        let terms = table.uniques.iter_mut().map(|unique| &mut unique.terms);
        let terms = terms.chain(table.foreign_keys.iter_mut().map(|key| &mut key.terms));
        for column in terms.chain([&mut table.primary_key_terms]).flat_map(Terms::columns_mut) {
            *column = self.column(name, column).clone();
        }
        for unique in &mut table.uniques {
            rename(&mut unique.columns, name);
        }
        let of_exclusions = table.exclusions.iter_mut().map(|exclusion| &mut exclusion.index);
        for index in table.indexes.iter_mut().chain(of_exclusions) {
            index.rename_columns(&new_column);
            index
                .expressions_mut()
                .for_each(|expression| *expression = self.with_types(expression));
        }
        for check in &mut table.checks {
            in_expression(&mut check.expression);
        }
        for key in &mut table.foreign_keys {
            rename(&mut key.columns, name);
            key.parent = self.tables.get(&key.parent).unwrap_or(&key.parent).clone();
            let parent = key.parent.clone();
            rename(&mut key.parent_columns, &parent);
        }
        table
    }

    /// An expression in which the enum types have their new names.
    fn with_types(&self, expression: &Expression) -> Expression {
        if self.enums.is_empty() {
            return expression.clone();
        }
        expression.with_types(|schema, name| {
            self.enums.get(&qualified(schema, name)).map(|new| parts(new).1)
        })
    }

    /// A sequence that goes with a column is named after it, and a rename leaves it as it was.
    fn lower_sequences(&self, alter: &dyn Alter, script: &mut Script<'_>) {
        let (before, after) = (script.before, script.after);
        for (name, table) in &after.tables {
            let Some(was) = before.tables.get(name) else { continue };
            for column in &table.columns {
                let Some(old) = was.column(&column.name) else { continue };
                let is_renamed = self.old_table(name) != *name
                    || self.old_column(name, &column.name) != column.name;
                if let Some(rename) = alter.rename_sequence(old, column, is_renamed) {
                    script.add(Phase::RenameColumns, name, &column.name, rename);
                }
            }
        }
    }

    /// So does that of a primary key, which is no part of a comparison.
    fn lower_primary_keys(&self, alter: &dyn Alter, script: &mut Script<'_>) {
        let (before, after) = (script.before, script.after);
        for name in self.tables.values() {
            let (Some(old), Some(new)) = (before.tables.get(name), after.tables.get(name)) else {
                continue;
            };
            if let (Some(from), Some(to)) = (&old.primary_key_name, &new.primary_key_name)
                && from != to
                && old.primary_key == new.primary_key
                && let Some(rename) = alter.rename_constraint(name, from, to)
            {
                script.add(Phase::RenameColumns, name, "", rename);
            }
        }
    }

    pub(super) fn lower(&self, script: &mut Script<'_>) {
        for (from, to) in &self.tables {
            let rename = Statement::RenameTable { from: from.clone(), to: to.clone() };
            script.add(Phase::RenameTables, to, "", rename);
        }
        for ((table, from), to) in &self.columns {
            if script.before.tables.contains_key(table) {
                let rename = Statement::RenameColumn {
                    table: table.clone(),
                    from: from.clone(),
                    to: to.clone(),
                };
                script.add(Phase::RenameColumns, table, to, rename);
            }
        }
        if let Some(alter) = script.alter() {
            self.lower_sequences(alter, script);
            self.lower_primary_keys(alter, script);
        }
        if enums::of(script.backend).kept() != Kept::OwnType {
            return;
        }
        for (from, to) in &self.enums {
            let rename = Statement::RenameType { from: from.clone(), to: to.clone() };
            script.add(Phase::RenameColumns, to, "", rename);
        }
        for ((ty, from), to) in &self.values {
            let rename =
                Statement::RenameValue { ty: ty.clone(), from: from.clone(), to: to.clone() };
            script.add(Phase::RenameColumns, ty, to, rename);
        }
    }
}

type Names = BTreeMap<String, String>;

fn reversed(names: &Names) -> Names {
    names.iter().map(|(old, new)| (new.clone(), old.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_rolls_back() {
        let renames = Renames {
            tables: [("users".to_owned(), "people".to_owned())].into(),
            columns: [(("people".to_owned(), "name".to_owned()), "label".to_owned())].into(),
            ..Renames::default()
        };
        let inverse = renames.inverse();
        assert_eq!(
            inverse.columns,
            [(("users".to_owned(), "label".to_owned()), "name".to_owned())].into()
        );
        assert_eq!(inverse.inverse(), renames);
    }
}
