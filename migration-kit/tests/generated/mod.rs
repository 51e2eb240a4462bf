//! Migrations as `generate` would write them, without compiling them.

#![cfg(test)]

use migration_kit::migration::{Plan, Planned};
use sea_orm_migration::MigrationName;

/// A migration of two plans.
pub struct Generated {
    pub name: String,
    pub up: Plan,
    pub down: Plan,
}

impl MigrationName for Generated {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Planned for Generated {
    fn up(&self, plan: &mut Plan) {
        plan.clone_from(&self.up);
    }

    fn down(&self, plan: &mut Plan) {
        plan.clone_from(&self.down);
    }
}
