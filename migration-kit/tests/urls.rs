//! What is shown of a URL is what the driver opens: each form is opened, and the server asked where
//! that was.

#![cfg(test)]

mod common;

use common::texts;
use migration_kit::Target;
use migration_kit::testing::{Backend, TestDatabase, block_on};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database};
use url::Url;

/// Who is connected to which database, on which port; none through a socket.
const POSTGRES: &str = "SELECT format('%s %s %s', current_user, current_database(), coalesce(inet_server_port()::text, 'socket'))";
const MYSQL: &str = "SELECT CONCAT(SUBSTRING_INDEX(USER(), '@', 1), ' ', DATABASE(), ' ', @@port)";

async fn opened(url: &str) -> (Target, String) {
    let target = Target::parse(url).unwrap();
    let db =
        Database::connect(target.expose_url()).await.unwrap_or_else(|e| panic!("{target}: {e}"));
    let ask = if target.backend() == Backend::Postgres { POSTGRES } else { MYSQL };
    let told = texts(&db, ask).await.remove(0);
    db.close().await.unwrap();
    (target, told)
}

/// The same of what is shown.
fn shown(target: &Target) -> String {
    let shown = target.to_string();
    let (_, rest) = shown.split_once("://").unwrap();
    let (user, place) = rest.split_once('@').unwrap();
    let (place, parameters) = place.split_once('?').unwrap_or((place, ""));
    let (server, database) = place.split_once('/').unwrap();
    let port = if parameters.is_empty() {
        server.rsplit_once(':').map_or("", |(_, port)| port)
    } else {
        "socket"
    };
    format!("{user} {database} {port}")
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn postgres_opens_what_is_shown() {
    block_on(async {
        let (database, other) = (
            TestDatabase::create(Backend::Postgres).await,
            TestDatabase::create(Backend::Postgres).await,
        );
        let base = Url::parse(database.url()).unwrap();
        let (name, other) = (
            base.path().trim_start_matches('/'),
            Url::parse(other.url()).unwrap().path()[1..].to_owned(),
        );
        let (user, password, port) =
            (base.username(), base.password().unwrap_or_default(), base.port().unwrap_or(5432));
        let host = base.host_str().unwrap();
        let mut urls = vec![
            format!("postgres://{user}:{password}@{host}:{port}/{name}"),
            format!("postgresql://{user}:{password}@{host}:{port}/{name}?sslmode=prefer"),
            format!("postgres://{user}:{password}@{host}:{port}/{name}?dbname={other}"),
            format!(
                "postgres://{user}:{password}@no-such.invalid:1/{name}?host={host}&port={port}"
            ),
            format!("postgres://{user}:{password}@no-such.invalid:{port}/{name}?hostaddr={host}"),
            format!("postgres://nobody:wrong@{host}:{port}/{name}?user={user}&password={password}"),
            format!(
                "postgres://{user}:{password}@{host}:{port}/%{:02x}{}",
                name.as_bytes()[0],
                &name[1..]
            ),
        ];
        let db = database.connect().await;
        let sockets =
            texts(&db, "SELECT split_part(current_setting('unix_socket_directories'), ',', 1)")
                .await
                .remove(0);
        if std::path::Path::new(&sockets).is_absolute() && std::path::Path::new(&sockets).is_dir() {
            urls.push(format!(
                "postgres://{user}:{password}@no-such.invalid:{port}/{name}?host={sockets}"
            ));
            urls.push(format!(
                "postgres://{user}:{password}@{}:{port}/{name}",
                sockets.replace('/', "%2F")
            ));
        }
        for url in urls {
            let (target, told) = opened(&url).await;
            assert_eq!(shown(&target), told, "{target}");
            assert!(target.is_local() && !target.to_string().contains(password), "{target}");
        }
    });
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn mysql_opens_what_is_shown() {
    block_on(async {
        let database = TestDatabase::create(Backend::MySql).await;
        let base = Url::parse(database.url()).unwrap();
        let (user, password, port) =
            (base.username(), base.password().unwrap_or_default(), base.port().unwrap_or(3306));
        let (name, host) = (base.path().trim_start_matches('/'), base.host_str().unwrap());
        for url in [
            format!("mysql://{user}:{password}@{host}:{port}/{name}"),
            format!("mariadb://{user}:{password}@{host}:{port}/{name}?ssl-mode=preferred"),
            format!(
                "mysql://{user}:{password}@{host}:{port}/{name}?host=no-such.invalid&dbname=other&user=nobody"
            ),
            format!(
                "mysql://{user}:{password}@{host}:{port}/%{:02x}{}",
                name.as_bytes()[0],
                &name[1..]
            ),
        ] {
            let (target, told) = opened(&url).await;
            assert_eq!(shown(&target), told, "{target}");
            assert!(target.is_local() && !target.to_string().contains(password), "{target}");
        }
        let db = database.connect().await;
        let socket = texts(&db, "SELECT @@socket").await.remove(0);
        if std::path::Path::new(&socket).exists() {
            let url = format!("mysql://{user}:{password}@no-such.invalid:1/{name}?socket={socket}");
            let (target, told) = opened(&url).await;
            assert_eq!(target.to_string(), format!("mysql://{user}@/{name}?socket={socket}"));
            assert!(told.contains(name) && target.is_local(), "{told}");
        }
    });
}

#[test]
fn sqlite_opens_what_is_shown() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display();
        for (url, file) in [
            (format!("sqlite://{path}/a.db?mode=rwc"), "a.db"),
            (format!("sqlite:{path}/b%20c.db?mode=rwc"), "b c.db"),
            (format!("sqlite://{path}/d%3Fmode=memory?mode=rwc"), "d?mode=memory"),
        ] {
            let target = Target::parse(&url).unwrap();
            let db = Database::connect(target.expose_url()).await.unwrap();
            db.execute_unprepared("CREATE TABLE a (id int)").await.unwrap();
            let opened = texts(&db, "SELECT file FROM pragma_database_list WHERE name = 'main'")
                .await
                .remove(0);
            assert_eq!(
                target.sqlite_file().unwrap().canonicalize().unwrap(),
                std::path::Path::new(&opened).canonicalize().unwrap()
            );
            assert!(opened.ends_with(file) && !target.is_in_memory(), "{opened}");
        }
    });
}
