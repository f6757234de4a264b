import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { createPlan } from '../../../packages/monitoring/src/create-plan.ts';
import { platform } from '../../../packages/monitoring/src/fixtures/platform.ts';
import { dashboardJson } from '../../../packages/monitoring/src/outputs/grafana/dashboard-json.ts';
import { chromium } from '../../model/report/browser.ts';
import { formatValue } from './format-value.ts';
import { interpolate, timeVariables } from './interpolate.ts';
import { palettePng } from './palette-png.ts';
import { renderDashboard } from './render-dashboard.ts';

const folder = mkdtempSync(`${tmpdir()}/pictures-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Answers every query with one series; counts what it was asked. */
async function startPrometheus() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const parameters = new URLSearchParams(body);
      if (parameters.has('query')) asked.push(parameters.get('query') ?? '');
      const metric = { service_name: 'forecast-api' };
      const [start, end] = [Number(parameters.get('start')), Number(parameters.get('end'))];
      const values = Array.from({ length: 5 }, (_, at) => [
        start + ((end - start) * at) / 4,
        `${at}`,
      ]);
      const data = path.includes('/label/')
        ? ['forecast-api']
        : path.endsWith('query_range')
          ? { resultType: 'matrix', result: [{ metric, values }] }
          : { resultType: 'vector', result: [{ metric, value: [end, '1'] }] };
      response.end(JSON.stringify({ status: 'success', data }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function writeDashboard(name: string): string {
  const { plan } = createPlan(platform);
  const planned = plan.dashboards.find((each) => each.name === name);
  const path = `${folder}/${name}.json`;
  writeFileSync(path, JSON.stringify(dashboardJson(planned!, plan)));
  return path;
}

test('a page shows every panel, with the choices of the dashboard in its queries', async () => {
  await using prometheus = await startPrometheus();
  const rendered = await renderDashboard({
    dashboardJsonPath: writeDashboard('service'),
    prometheusUrl: prometheus.url,
    from: 1_795_300_000,
    to: 1_795_321_600,
    out: `${folder}/service.html`,
    open: ['Instances'],
  });
  expect(rendered.errors).toEqual([]);
  const html = readFileSync(rendered.out, 'utf8');
  for (const title of ['Requests by status', 'By route', 'Memory by instance'])
    expect(html).toContain(title);
  // A closed row shows its name only.
  expect(html).toContain('Streams <i>(2 panels)</i>');
  expect(html).not.toContain('Open streams');
  expect(prometheus.asked.filter((query) => /\$\{?[a-z_]/.test(query))).toEqual([]);
  expect(prometheus.asked).toContainEqual(expect.stringContaining('service_name=~"forecast-api"'));
});

test('a picture is a PNG of the page, small enough for the documentation', async () => {
  if (chromium === undefined) {
    if (process.env['CI']) throw new Error('no Chromium: install one, or name it in CHROMIUM');
    console.warn(
      'pictures: NOT TESTED, there is no Chromium. Install one, or name it in CHROMIUM.',
    );
    return;
  }
  await using prometheus = await startPrometheus();
  const { out, bytes } = await renderDashboard({
    dashboardJsonPath: writeDashboard('executive'),
    prometheusUrl: prometheus.url,
    from: 1_795_300_000,
    to: 1_795_321_600,
    out: `${folder}/executive.png`,
  });
  expect(bytes).toBeLessThan(200_000);
  const png = readFileSync(out);
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(1500);
  // Indexed colours.
  expect(png[25]).toBe(3);
});

test('a picture of few colours keeps each of them', () => {
  const pixels = [
    [255, 0, 0],
    [0, 128, 255],
  ];
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const small = palettePng(
    Buffer.concat([
      Buffer.alloc(8),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.from([0, ...pixels.flat()]))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
  const at = small.indexOf('PLTE', 0, 'latin1') + 4;
  const palette = [...small.subarray(at, at + 6)];
  expect(new Set([palette.slice(0, 3), palette.slice(3)].map(String))).toEqual(
    new Set(pixels.map(String)),
  );
});

test.each([
  [0, 's', undefined, '0 s'],
  [0.0125, 's', undefined, '12.5 ms'],
  [5400, 's', 1, '1.5 hour'],
  [0.1234, 'percentunit', 1, '12.3%'],
  [1536, 'bytes', undefined, '1.5 KiB'],
  [1234, 'reqps', undefined, '1.23k req/s'],
  [-0.5, 'none', 2, '-0.50'],
  [12, 'suffix: jobs/s', undefined, '12 jobs/s'],
  [Number.NaN, 's', undefined, 'NaN'],
])('%d in %s is written as Grafana writes it', (value, unit, decimals, expected) => {
  expect(formatValue(value, unit, decimals)).toBe(expected);
});

test('variables are put in, and what is not known stays', () => {
  expect(interpolate('$a ${a:regex} ${__field.labels.x} $1', { a: 'b' })).toBe(
    'b b ${__field.labels.x} $1',
  );
});

test('a rate looks back over four exports at least', () => {
  expect(timeVariables({ from: 0, to: 3600 }, 15, 60)['__rate_interval']).toBe('240s');
  expect(timeVariables({ from: 0, to: 3600 }, 600, 60)['__rate_interval']).toBe('660s');
});
