//! What is deleted softly says since when.

use super::timestamps::is_time;
use super::{Convention, Design};
use crate::lint::{Hit, Level};

/// `deleted_at` is a timestamp that takes NULL and has no default.
pub static SOFT_DELETE: Convention = Convention {
    name: "soft-delete",
    level: Level::Error,
    about: "Soft delete is a timestamp that takes NULL",
    help: "pub deleted_at: Option<DateTimeUtc>",
    page: include_str!("soft_delete.md"),
    find,
};

/// What others call it.
const FLAGS: [&str; 4] = ["is_deleted", "deleted", "is_removed", "removed"];

fn find(design: &Design<'_>) -> Vec<Hit> {
    design.hits(|name, table| {
        let mut hits = Vec::new();
        if let Some(of) = table.column("deleted_at") {
            let message = if !is_time(of) {
                Some(format!("{name}.deleted_at is no timestamp but {}", of.ty))
            } else if !of.nullable {
                Some(format!("{name}.deleted_at takes no NULL, so every row is deleted"))
            } else {
                of.default
                    .as_ref()
                    .map(|_| format!("{name}.deleted_at has a default, so new rows are deleted"))
            };
            hits.extend(message.map(|message| Hit::of(name, Some("deleted_at"), message)));
        }
        for flag in FLAGS.iter().filter(|flag| table.column(flag).is_some()) {
            let message = format!("{name}.{flag} says that a row is deleted, and not since when");
            hits.push(Hit::of(name, Some(flag), message));
        }
        hits
    })
}
