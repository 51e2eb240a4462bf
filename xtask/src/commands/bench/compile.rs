//! The time that a migration crate takes to compile: its migrations as data beside the same
//! migrations the stock way.

use super::project::{Project, fill};
use super::table::Table;

/// The numbers of migrations; the last one only with `--long`.
const SIZES: [usize; 3] = [10, 100, 1000];

const MANIFEST: &str = include_str!("../../../../benches/compile/Cargo.toml.in");
const MAIN: &str = include_str!("../../../../benches/compile/main.rs.in");

/// The two ways to write a migration: the name of its packages, its text, and its place in the
/// list.
const WAYS: [(&str, &str, &str); 2] = [
    (
        "data",
        include_str!("../../../../benches/compile/data.rs.in"),
        "migration_kit::migration::planned({module}::Migration)",
    ),
    (
        "stock",
        include_str!("../../../../benches/compile/stock.rs.in"),
        "Box::new({module}::Migration)",
    ),
];

/// Compiles a crate of each size in both ways, from nothing and after one more migration.
pub fn run(long: bool) -> anyhow::Result<Table> {
    let sizes = &SIZES[..if long { SIZES.len() } else { SIZES.len() - 1 }];
    let name = |way: &str, migrations: usize| format!("{way}-{migrations}");
    let packages: Vec<String> = sizes
        .iter()
        .flat_map(|migrations| WAYS.map(|(way, ..)| name(way, *migrations)))
        .chain(["nothing".to_owned()])
        .collect();
    let project = Project::create("compile", &packages)?;
    // Every package has to be there before cargo reads the workspace; the one without migrations
    // builds the dependencies.
    write(&project, "nothing", WAYS[0], 0)?;
    for migrations in sizes {
        for way in WAYS {
            write(&project, &name(way.0, *migrations), way, *migrations)?;
        }
    }
    eprintln!("xtask: building the dependencies");
    project.cargo(&["build", "--quiet", "--package", "nothing"])?;

    let heading = ["", "data", "stock", "ratio"].map(str::to_owned);
    let mut table = Table::new("Compile time of the migration crate alone, seconds", heading);
    for migrations in sizes {
        let mut times = Vec::new();
        for way in WAYS {
            let package = name(way.0, *migrations);
            eprintln!("xtask: compiling {package}");
            times.push(measure(&project, &package, way, *migrations)?);
        }
        for (at, what) in ["from nothing", "after one more migration"].into_iter().enumerate() {
            let (data, stock) = (times[0][at], times[1][at]);
            table.row([
                format!("{migrations} migrations, {what}"),
                format!("{data:.1}"),
                format!("{stock:.1}"),
                format!("1 : {:.1}", stock / data),
            ]);
        }
    }
    Ok(table)
}

/// The seconds from nothing, and after one more migration.
fn measure(
    project: &Project,
    package: &str,
    way: (&str, &str, &str),
    migrations: usize,
) -> anyhow::Result<[f64; 2]> {
    project.cargo(&["clean", "--quiet", "--package", package])?;
    let build = ["build", "--quiet", "--package", package];
    let cold = project.cargo(&build)?;
    write(project, package, way, migrations + 1)?;
    let warm = project.cargo(&build)?;
    Ok([cold.as_secs_f64(), warm.as_secs_f64()])
}

/// The package with that many migrations.
fn write(
    project: &Project,
    package: &str,
    way: (&str, &str, &str),
    migrations: usize,
) -> anyhow::Result<()> {
    let (_, migration, entry) = way;
    let module = |at: usize| format!("m20260101_{at:06}_add_color");
    let lines =
        |line: &dyn Fn(usize) -> String| (0..migrations).map(line).collect::<Vec<_>>().join("\n");
    for at in 0..migrations {
        let path = format!("{package}/src/{}.rs", module(at));
        project.write(&path, &fill(migration, &[("table", &format!("t{at:04}"))]))?;
    }
    let main = fill(
        MAIN,
        &[
            ("count", &migrations.to_string()),
            ("modules", &lines(&|at| format!("mod {};", module(at)))),
            (
                "migrations",
                &lines(&|at| format!("            {},", fill(entry, &[("module", &module(at))]))),
            ),
        ],
    );
    project.write(&format!("{package}/src/main.rs"), &main)?;
    project.write(&format!("{package}/Cargo.toml"), &fill(MANIFEST, &[("package", package)]))
}
