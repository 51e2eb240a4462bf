//! The listeners of the server. They answer from the moment they are bound: first that the server
//! lives and what it waits for, and with their routes once the database is up.

use std::net::SocketAddr;
use std::time::Duration;

use migration_kit::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::config::Config;
use crate::files;
use crate::layers::with_limits;
use crate::listen::{Bounds, Deadlines, Gate, serve};
use crate::routes::{self, Part};
use crate::stage::Stage;

/// How many connections the address of the operators has.
const OPERATORS: usize = 32;

/// The listeners, from their binding to their end.
pub struct Front {
    /// Where users come in.
    pub address: SocketAddr,
    gates: Vec<(Part, Gate)>,
    serving: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Front {
    /// Binds what the settings name, and answers that the server is starting.
    ///
    /// # Errors
    /// [`Error::Environment`] for an address that cannot be used.
    pub async fn open(config: &Config, stage: &Stage) -> Result<Self, Error> {
        let (stop, _) = watch::channel(false);
        let mut front =
            Self { address: config.address, gates: Vec::new(), serving: JoinSet::new(), stop };
        let part = if config.operations_address.is_some() { Part::Users } else { Part::Everything };
        let connections = files::room_for(config.max_connections, config.pool_size);
        front.address =
            front.listen(part, config.address, "API_ADDR", connections, config, stage).await?;
        tracing::info!(starting = %front.address, "listening on http://{}, and starting", front.address);
        if let Some(address) = config.operations_address {
            let name = "API_OPERATIONS_ADDR";
            let operations_address =
                front.listen(Part::Operators, address, name, OPERATORS, config, stage).await?;
            tracing::info!(%operations_address, "listening for operators on http://{operations_address}");
        }
        Ok(front)
    }

    async fn listen(
        &mut self,
        part: Part,
        address: SocketAddr,
        setting: &str,
        connections: usize,
        config: &Config,
        stage: &Stage,
    ) -> Result<SocketAddr, Error> {
        let failed = |source: std::io::Error| Error::Environment {
            message: format!("cannot listen on {address}: {source}"),
            hint: Some(format!("is another server running there? {setting} chooses the address")),
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        let starting = with_limits(routes::booting(), stage.clone(), config.request_timeout)
            .with_state(stage.clone());
        let gate = Gate::new(starting);
        self.gates.push((part, gate.clone()));
        let bounds = Bounds {
            connections,
            deadlines: Deadlines {
                head: config.head_timeout,
                idle: config.keep_alive,
                answer: config.request_timeout,
            },
            drain: config.drain_timeout,
        };
        let mut stopped = self.stop.subscribe();
        self.serving.spawn(serve(listener, gate, bounds, async move {
            // Its sender's end is an end too.
            let _ = stopped.wait_for(|stop| *stop).await;
        }));
        Ok(bound)
    }

    /// The database is up: from now on the routes answer.
    pub fn serve(&self, config: &Config, app: &App) {
        for (part, gate) in &self.gates {
            let router = routes::router(*part, config.schema_page.clone());
            let router = with_limits(router, app.stage.clone(), config.request_timeout);
            gate.open(router.with_state(app.clone()));
        }
    }

    /// Lets nobody new in after a while, and the requests under way finish, within a bound.
    pub async fn close(mut self, delay: Duration) {
        tokio::time::sleep(delay).await;
        self.stop.send_replace(true);
        while self.serving.join_next().await.is_some() {}
    }
}
