//! No entity of the workspace is forgotten in a list.

#![cfg(test)]
#![cfg(feature = "cli")]

use migration_kit::entities;
use migration_kit::inside::desired::unlisted;

#[test]
fn every_entity_is_known_to_the_registry() {
    let all = entities![
        entity::user,
        entity::access_token,
        entity::provider,
        entity::chat,
        entity::message,
        entity::idempotency_key,
        entity::master_key,
    ];
    assert_eq!(unlisted(&all), Vec::<String>::new());
    let forgotten = entities![
        entity::user,
        entity::access_token,
        entity::provider,
        entity::idempotency_key,
        entity::master_key,
    ];
    assert_eq!(unlisted(&forgotten), ["entity::chat", "entity::message"]);
    let excused = forgotten.without("entity::chat", "a view");
    assert_eq!(unlisted(&excused), ["entity::message"]);
}
