//! What the entities say that a catalog cannot tell: what a type is called, and what was renamed.

use super::Entities;
use super::portable::renamed_from;
use crate::Backend;
use crate::schema::Hints;

/// What the entities say beyond what a catalog can tell.
pub fn hints(entities: &Entities) -> Hints {
    let mut hints = Hints::default();
    for entity in entities.list() {
        // For SQLite SeaORM says an enum's values and names a foreign key as everywhere.
        let table = entity.declaration(Backend::Sqlite).table;
        for column in table.get_columns() {
            let id = (entity.table.clone(), column.get_column_name());
            let mut comment = column.get_column_spec().comment.clone();
            if let Some((front, old)) = renamed_from(column) {
                hints.renamed_from.insert(id.clone(), old);
                comment = front;
            }
            hints.comments.extend(comment.map(|comment| (id.clone(), comment)));
            hints.types.extend(column.get_column_type().map(|ty| (id, ty.clone())));
        }
        for key in table.get_foreign_key_create_stmts() {
            let key = key.get_foreign_key();
            if let Some(name) = key.get_name() {
                let id = (entity.table.clone(), key.get_columns());
                hints.foreign_keys.insert(id, name.to_owned());
            }
        }
    }
    hints
}
