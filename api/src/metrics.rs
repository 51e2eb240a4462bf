//! The figures that Prometheus asks for.

use std::sync::OnceLock;

use axum_prometheus::metrics::gauge;
use axum_prometheus::metrics_exporter_prometheus::PrometheusHandle;
use axum_prometheus::{EndpointLabel, PrometheusMetricLayer, PrometheusMetricLayerBuilder};

/// What is measured at the moment it is asked for.
pub struct Now {
    /// The pool's open connections.
    pub connections: u32,
    /// Those of them that nobody uses.
    pub idle: usize,
    /// The migrations that this build knows and how many of them the database lacks; none when it
    /// does not answer.
    pub migrations: Option<(usize, usize)>,
}

static METRICS: OnceLock<(PrometheusMetricLayer<'static>, PrometheusHandle)> = OnceLock::new();

/// Counts and times each request by its route. Paths that are no route are one, because anybody can
/// think of more. There is one recorder in a process, and all routers have the same.
pub fn layer() -> PrometheusMetricLayer<'static> {
    let (layer, _) = METRICS.get_or_init(|| {
        PrometheusMetricLayerBuilder::new()
            .with_prefix("api")
            .with_endpoint_label_type(EndpointLabel::MatchedPathWithFallbackFn(|_| {
                "other".to_owned()
            }))
            .with_default_metrics()
            .build_pair()
    });
    layer.clone()
}

/// All figures in Prometheus' text format.
pub fn render(now: &Now) -> String {
    gauge!("api_pool_connections").set(now.connections);
    gauge!("api_pool_idle_connections").set(now.idle as f64);
    gauge!("api_database_up").set(f64::from(u8::from(now.migrations.is_some())));
    if let Some((migrations, pending)) = now.migrations {
        gauge!("api_migrations_known").set(migrations as f64);
        gauge!("api_migrations_pending").set(pending as f64);
    }
    METRICS.get().map(|(_, handle)| handle.render()).unwrap_or_default()
}
