import { describe, expect, test } from 'vitest';
import type { MetricShape } from '../signals/signal-index.ts';
import { storedLabel, storedName } from './naming.ts';

const stored = (name: string, unit: string, kind: MetricShape, ingest = 'prometheus-otlp') =>
  storedName({ name, unit, kind, isPrometheusName: false }, ingest as 'prometheus-otlp');

describe('a name', () => {
  test.each<[string, string, MetricShape, string]>([
    ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
    ['fluxora.forecast.requests', '{request}', 'counter', 'fluxora_forecast_requests_total'],
    ['fluxora.power.forecast', 'kW', 'gauge', 'fluxora_power_forecast_kW'],
    ['fluxora.energy', 'MWh', 'counter', 'fluxora_energy_MWh_total'],
    ['fluxora.price', 'EUR/MWh', 'gauge', 'fluxora_price_EUR_per_MWh'],
    ['fluxora.irradiance', 'W/m2', 'gauge', 'fluxora_irradiance_watts_per_m2'],
    ['disk.io', 'By/s', 'gauge', 'disk_io_bytes_per_second'],
    ['disk.share', '%', 'gauge', 'disk_share_percent'],
    ['hit.share', '1', 'gauge', 'hit_share_ratio'],
    ['hit.ratio', '1', 'gauge', 'hit_ratio'],
    ['jobs.open', '1', 'upDownCounter', 'jobs_open'],
    ['jobs.done', '1', 'counter', 'jobs_done_total'],
    ['total.things', '{thing}', 'counter', 'things_total'],
    ['seconds.since', 's', 'gauge', 'seconds_since'],
    ['speed', 'm/s', 'gauge', 'speed_meters_per_second'],
    ['flow', 'm3/m', 'gauge', 'flow_m3_per_minute'],
    ['flow', 'm3/min', 'gauge', 'flow_m3_per_min'],
    ['events', '{event}/s', 'gauge', 'events_per_second'],
    ['cost', 'EUR/{run}', 'gauge', 'cost_EUR'],
    ['power', 'W{el}', 'gauge', 'power'],
    ['bare', '', 'gauge', 'bare'],
    ['3d.render', 's', 'histogram', '_3d_render_seconds'],
    ['a__b..c', 's', 'gauge', 'a_b_c_seconds'],
  ])('%s in %j, a %s, is %s in Prometheus', (name, unit, kind, expected) => {
    expect(stored(name, unit, kind)).toBe(expected);
    expect(stored(name, unit, kind, 'collector-scrape')).toBe(expected);
  });

  test("has the unit as it is in VictoriaMetrics, which Prometheus' names cannot have", () => {
    expect(stored('energy', 'kW.h', 'gauge')).toBe('energy_kW_h');
    expect(stored('energy', 'kW.h', 'gauge', 'victoria-metrics')).toBe('energy_kW.h');
  });

  test('of a histogram has its part at the end', () => {
    const metric = { name: 'x', unit: 's', kind: 'histogram', isPrometheusName: false } as const;

    expect(storedName(metric, 'prometheus-otlp', 'bucket')).toBe('x_seconds_bucket');
  });

  test('that is Prometheus’ already is left alone', () => {
    const metric = { name: 'up', unit: '1', kind: 'gauge', isPrometheusName: true } as const;

    expect(storedName(metric, 'prometheus-otlp')).toBe('up');
  });
});

test.each([
  ['http.response.status_code', 'http_response_status_code'],
  ['k8s.pod.name', 'k8s_pod_name'],
  ['3d', 'key_3d'],
  ['_private', 'key_private'],
  ['a-b', 'a_b'],
])('the attribute %s is the label %s', (attribute, label) => {
  expect(storedLabel(attribute)).toBe(label);
});
