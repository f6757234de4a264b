/**
 * The environment in which the service runs. Short intervals, so that a run of seconds shows several exports.
 *
 * @param inherited - Whether OTEL_* and FLUXORA_* variables of the caller's shell apply.
 */
export function serviceEnvironment(endpoint: string, inherited: boolean): NodeJS.ProcessEnv {
  const shell = Object.entries(process.env).filter(
    ([name]) => inherited || !/^(OTEL|FLUXORA)_/.test(name),
  );
  return {
    OTEL_SERVICE_NAME: 'forecast-api',
    OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=fluxora,deployment.environment.name=demo',
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    // In production a secret, the same for every replica.
    FLUXORA_USAGE_KEY: 'the demo keeps no secret',
    // Nobody balances load here, so nobody has to notice.
    DRAIN_WAIT_MS: '300',
    ...Object.fromEntries(shell),
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  };
}
