import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import { DASHBOARD_NAMES } from '../../dashboards/dashboard-names.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import { platform, platformDefinition } from '../../fixtures/platform.ts';
import type { DashboardJson, PanelJson, RowJson } from './grafana-json.ts';
import { grafanaOutput } from './grafana-output.ts';

const { plan } = createPlan(platform);
const files = grafanaOutput.files(plan);
const dashboards = files
  .filter(({ path }) => path.startsWith('grafana/dashboards/'))
  .map(({ path, content }) => ({ path, json: JSON.parse(content) as DashboardJson }));

const panelsOf = ({ panels }: DashboardJson): PanelJson[] =>
  panels.flatMap((panel) => (isRow(panel) ? panel.panels : [panel]));

function isRow(panel: PanelJson | RowJson): panel is RowJson {
  return panel.type === 'row';
}

test('a platform that emits everything has every dashboard, each in the folder of its audience', () => {
  const names = dashboards.map(({ path }) => /([\w-]+)\.json$/.exec(path)?.[1]);
  expect(new Set(names)).toEqual(new Set(DASHBOARD_NAMES));
  expect(names).toHaveLength(DASHBOARD_NAMES.length);
  expect(dashboards.map(({ path }) => path)).toContain(
    'grafana/dashboards/forecasters/forecasts.json',
  );
  expect(dashboards.map(({ path }) => path)).toContain(
    'grafana/dashboards/executives/executive.json',
  );
});

test('the same plan gives the same bytes', () => {
  expect(grafanaOutput.files(createPlan(platform).plan)).toEqual(files);
});

test('what nobody emits has no dashboard and no panel', () => {
  const [first] = platformDefinition.services;
  const small = defineMonitoring({
    ...platformDefinition,
    services: [{ ...first!, emits: ['http'] }],
    slos: [],
  });
  const { plan: planned } = createPlan(small);
  const names = planned.dashboards.map(({ name }) => name);
  expect(names).toContain('service');
  for (const name of ['jobs', 'forecasts', 'drift', 'training', 'serving', 'databases', 'slos']) {
    expect(names).not.toContain(name);
  }
  const text = JSON.stringify(grafanaOutput.files(planned).map(({ content }) => content));
  expect(text).not.toContain('fluxora_job_finished_total');
  expect(text).not.toContain('slo:budget_remaining');
});

test.each(dashboards)('$path is whole: ids, data sources, queries, variables', ({ json }) => {
  expect(json.uid.length).toBeLessThanOrEqual(40);
  expect(json.editable).toBe(false);
  const ids = [...json.panels, ...panelsOf(json)].map(({ id }) => id);
  expect(new Set(ids).size).toBe(new Set([...json.panels, ...panelsOf(json)]).size);
  const sources = json.templating.list
    .filter(({ type }) => type === 'datasource')
    .map(({ name }) => `\${${name}}`);
  for (const panel of panelsOf(json)) {
    if (panel.type === 'text') continue;
    expect(sources).toContain(panel.datasource?.uid);
    for (const target of panel.targets ?? []) expect(sources).toContain(target.datasource.uid);
    const refs = (panel.targets ?? []).map(({ refId }) => refId);
    expect(new Set(refs).size).toBe(refs.length);
  }
  // Links to logs and traces need the variable that they name.
  const linked = ['tempo', 'loki'].filter((name) =>
    JSON.stringify(panelsOf(json)).includes(`%22\${${name}}`),
  );
  expect(sources).toEqual(expect.arrayContaining(linked.map((name) => `\${${name}}`)));
});

test('panels have places of their own, also those of rows that are closed', () => {
  for (const { json } of dashboards) {
    const groups = [json.panels, ...json.panels.map((panel) => (isRow(panel) ? panel.panels : []))];
    for (const group of groups) {
      const cells = group.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(group.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    }
  }
});

test('Grafana finds its data sources by the uids that dashboards and links name', () => {
  const provisioned = files
    .filter(({ path }) => path.startsWith('grafana/provisioning/datasources/'))
    .flatMap(
      ({ content }) =>
        (parse(content) as { datasources: { uid: string; type: string }[] }).datasources,
    );
  expect(provisioned.map(({ uid }) => uid)).toEqual([
    'prometheus',
    'loki',
    'tempo',
    'alertmanager',
  ]);
});

test('Grafana loads every folder of dashboards', () => {
  const file = files.find(({ path }) => path === 'grafana/provisioning/dashboards/dashboards.yaml');
  const { providers } = parse(file?.content ?? '') as {
    providers: { options: { path: string } }[];
  };
  const folders = new Set(dashboards.map(({ path }) => path.split('/')[2]));
  expect(new Set(providers.map(({ options }) => options.path.split('/').at(-1)))).toEqual(folders);
});
