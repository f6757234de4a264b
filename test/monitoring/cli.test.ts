import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallConfig } from './support/small-definition.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

let workspace: Workspace;
beforeEach(() => {
  workspace = createWorkspace();
});
afterEach(() => workspace[Symbol.dispose]());

const define = (change: Parameters<typeof smallConfig>[0] = {}): void =>
  workspace.write('monitoring.config.mjs', smallConfig(change));

const alert = (name: string, more = '') => `{
  name: '${name}', area: 'own', severity: 'ticket', for: '5m', labels: ['service.name'],
  summary: 'Slow: {{ $labels.service_name }}', description: 'Slow.', dashboard: 'overview',
  runbook: {
    meaning: 'Slow.', impact: 'Somebody waits.', diagnosis: [{ step: 'Look.' }],
    mitigation: ['Mend.'], escalation: 'Nobody.', reviewed: '2026-11-22',
  },
  expr: ({ q }) => 'max by (' + q.byService() + ') (' + q.metric('process.uptime') + ') < 60',
  tests: () => [{
    name: 'fires', input: [],
    alerts: [{ at: '1m', firing: [{}] }, { at: '2m', firing: [] }],
  }],
  ${more}
}`;

describe('generate', () => {
  test('writes everything, then nothing, and check agrees', async () => {
    define();
    const first = await workspace.run('generate');

    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toMatch(/^\+ prometheus\/rules\/recording\/own\.yaml$/m);
    expect(first.stdout).toMatch(/^monitoring: \d+ created, 0 unchanged$/m);
    const written = workspace.output();

    expect((await workspace.run('generate')).stdout).toMatch(/^monitoring: \d+ unchanged\n$/);
    expect(await workspace.run('check')).toEqual({
      exitCode: 0,
      stdout: 'monitoring: all is well.\n',
      stderr: '',
    });
    expect(workspace.output()).toEqual(written);
  });

  test('replaces what changed and removes what is gone, but nothing of anybody else', async () => {
    define();
    await workspace.run('generate');
    workspace.write('monitoring/mine.txt', 'mine');
    define({ more: 'recording: [],' });
    const { exitCode, stdout } = await workspace.run('generate');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^- prometheus\/rules\/recording\/own\.yaml$/m);
    expect(stdout).toMatch(/^~ signals\.json$/m);
    expect(workspace.output()[`${workspace.directory}/monitoring/mine.txt`]).toBe('mine');
  });

  test('tells what it did as JSON', async () => {
    define();
    const { exitCode, stdout } = await workspace.run('generate', '--json', '--out', 'elsewhere');
    const report = JSON.parse(stdout) as { changes: { kind: string; path: string }[] };

    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ schemaVersion: 1, out: 'elsewhere', problems: [] });
    expect(report.changes).toContainEqual({ kind: 'created', path: 'signals.json' });
  });
});

describe('a mistake ends generate and check with 1, its place and the mend, and the last good output stays', () => {
  const mistakes: readonly [string, Parameters<typeof smallConfig>[0], RegExp][] = [
    [
      'an objective that cannot burn as asked',
      { more: 'slos: [{ ...base.slos[0], objective: 0.9 }],' },
      /slos\/availability: objective is 0\.9.*Raise it to/,
    ],
    [
      'a team that reaches nobody',
      { more: 'teams: [{ ...base.teams[0], page: [] }],' },
      /teams\/all\/page: reaches nobody\. Name at least one receiver/,
    ],
    [
      'a receiver that nobody uses',
      { more: `receivers: { ...base.receivers, spare: base.receivers.chat },` },
      /receivers\/spare: is used by no team/,
    ],
    [
      'a rotation with a hole',
      {
        more: `oncall: { all: { ...base.oncall.all, shifts: [{ people: ['ana'], from: '08:00', to: '20:00' }] } },`,
      },
      /oncall\/all.*(?:nobody|uncovered|cover)/i,
    ],
    [
      'an unknown time zone',
      { more: `oncall: { all: { ...base.oncall.all, timeZone: 'Europe/Madird' } },` },
      /time zone "Europe\/Madird" is unknown\. Use an IANA name/,
    ],
    [
      'an unknown metric',
      {
        more: `recording: [{ name: 'bad', rules: ({ q }) => [{ record: 'a:b:c', expr: q.metric('own.waits', 'count') }] }],`,
      },
      /recording\/bad: metric "own\.waits" is emitted by nobody\. Did you mean own\.wait\?/,
    ],
    [
      'an unknown metric that was written out',
      {
        more: `recording: [{ name: 'bad', rules: () => [{ record: 'a:b:c', expr: 'sum(rate(own_wait_ms_count[5m]))' }] }],`,
      },
      /recording\/a:b:c: "own_wait_ms_count" is neither emitted nor recorded.*own_wait_seconds_count/,
    ],
    [
      'an unknown label',
      {
        more: `recording: [{ name: 'bad', rules: () => [{ record: 'a:b:c', expr: 'sum by (outcome) (rate(own_wait_seconds_count[5m]))' }] }],`,
      },
      /recording\/a:b:c: .*has no label "outcome"/,
    ],
    [
      'a value that cannot be',
      {
        more: `recording: [{ name: 'bad', rules: () => [{ record: 'a:b:c', expr: 'sum(rate(own_wait_seconds_count{own_outcome="fail"}[5m]))' }] }],`,
      },
      /never has own_outcome "fail"\. It has: ok, failed/,
    ],
    [
      'a unit that is not that of the query',
      {
        more: `recording: [{ name: 'bad', rules: () => [{ record: 'a:b:c', unit: 's', expr: 'sum(rate(own_wait_seconds_count[5m]))' }] }],`,
      },
      /declares the unit "s", but its expression has "1\/s"/,
    ],
    [
      'two alerts of one name',
      { more: `alerts: [${alert('Slow')}, ${alert('Slow')}],` },
      /alerts\/Slow: exists twice/,
    ],
    [
      'a stale runbook',
      { more: `alerts: [${alert('Slow')}], today: '2027-05-23',` },
      /alerts\/own\/Slow\/runbook: was last read on 2026-11-22, more than 6 months before 2027-05-23/,
    ],
    [
      'a getter that throws',
      { more: `get targets() { throw new Error('boo'); },` },
      /targets: cannot be read: boo/,
    ],
  ];

  /** Generated once: nothing may change it. */
  const shared = createWorkspace();
  let good: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    shared.write('monitoring.config.mjs', smallConfig({}));
    await shared.run('generate');
    good = shared.output();
  });
  afterAll(() => shared[Symbol.dispose]());

  test.each(mistakes)('%s', async (_name, change, problem) => {
    shared.write('monitoring.config.mjs', smallConfig(change));
    const [generated, checked] = await Promise.all([shared.run('generate'), shared.run('check')]);

    for (const { exitCode, stdout, stderr } of [generated, checked]) {
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(problem);
      for (const line of stderr.trimEnd().split('\n').slice(0, -1)) {
        expect(line).toMatch(/^telemetry\/monitoring\/\S.*?: /);
      }
    }
    expect(generated.stderr).toMatch(/\d+ problems?\. monitoring was left as it is\.\n$/);
    expect(shared.output()).toEqual(good);
    expect(Object.keys(good).length).toBeGreaterThan(10);
  });

  test('all of them at once', async () => {
    define({
      more: `
        services: [{ ...base.services[0], emit: [] }],
        slos: [{ ...base.slos[0], objective: 2 }],
        teams: [{ ...base.teams[0], page: ['nobody'] }],
        targets: { traceShare: 7 },`,
    });
    const { exitCode, stdout } = await workspace.run('check', '--json');
    const { problems } = JSON.parse(stdout) as { problems: { place: string; message: string }[] };

    expect(exitCode).toBe(1);
    expect(problems.map(({ place }) => place)).toEqual(
      expect.arrayContaining(['services/api', 'slos/availability', 'teams/all/page', 'targets']),
    );
  });
});

describe('check', () => {
  test('tells what is missing, changed by hand, and nobody’s', async () => {
    define();
    await workspace.run('generate');
    rmSync(`${workspace.directory}/monitoring/signals.json`);
    workspace.write('monitoring/prometheus/rules/recording/own.yaml', 'groups: []\n');
    workspace.write('monitoring/prometheus/rules/recording/mine.yaml', 'groups: []\n');
    const { exitCode, stderr } = await workspace.run('check');

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/\/signals\.json: is missing\. Run "fluxora-monitoring generate"/);
    expect(stderr).toMatch(/recording\/own\.yaml: is not what the definition generates/);
    expect(stderr).toMatch(/recording\/mine\.yaml: is generated by nobody/);
    expect(stderr).toMatch(/\n3 problems\. Nothing was written\.\n$/);
  });
});

describe('diff', () => {
  test('against a directory tells what a change of a unit breaks, and exits with 1', async () => {
    define();
    await workspace.run('generate');
    define({ unit: 'ms' });
    const { exitCode, stdout } = await workspace.run('diff', '--against', 'monitoring');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('! metrics/own.wait: had the unit "s" and has "ms"');
    expect(stdout).toContain('      breaks recording/own:waits:rate5m\n');
    expect(stdout).toMatch(/1 change breaks \d+ places?; \d+ other changes?\.\n$/);
  });

  test('against a revision of git, also as JSON', async () => {
    define();
    await workspace.run('generate');
    workspace.git('init', '-q');
    workspace.git('add', '.');
    workspace.git('commit', '-qm', 'first');
    define({ outcomes: ['ok'] });
    await workspace.run('generate');
    const { exitCode, stdout } = await workspace.run('diff', '--against', 'HEAD', '--json');
    const { differences } = JSON.parse(stdout) as { differences: unknown[] };

    expect(exitCode).toBe(1);
    expect(differences).toEqual([
      {
        place: 'metrics/own.wait',
        message: 'never has own_outcome "failed" any more.',
        breaks: expect.arrayContaining(['recording/own:waits:rate5m']) as unknown,
      },
    ]);
  });

  test('exits with 0 when nothing breaks, and works while rules name what is gone', async () => {
    define();
    await workspace.run('generate');
    const same = await workspace.run('diff', '--against', 'monitoring');
    define({ more: 'catalogs: [],' });
    const gone = await workspace.run('diff', '--against', 'monitoring/signals.json');

    expect(same).toMatchObject({ exitCode: 0, stdout: 'Nothing breaks; 0 other changes.\n' });
    expect(gone.exitCode).toBe(1);
    expect(gone.stdout).toContain('! metrics/own.wait: is gone');
  });

  test.each([
    [['diff'], /diff needs --against/],
    [['diff', '--against', 'nowhere'], /nowhere: is neither a directory nor a revision of git/],
    [['diff', '--against', '--help=x'], /--against/],
    [['diff', '--against', '.'], /has no signals\.json/],
  ])('%j exits with 2', async (args, reason) => {
    define();
    const { exitCode, stderr } = await workspace.run(...args);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(reason);
  });
});

describe('a wrong command line or a configuration that cannot be loaded exits with 2', () => {
  test.each([
    [[], /no command given/],
    [['generat'], /there is no command "generat"/],
    [['generate', '--ouput', 'x'], /--ouput/],
    [['generate', 'now'], /now/],
  ])('%j', async (args, reason) => {
    define();
    const { exitCode, stderr } = await workspace.run(...args);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(reason);
    expect(stderr).toContain('Usage: fluxora-monitoring');
  });

  test.each([
    ['export default {', /cannot be loaded: .*Unexpected/],
    ["throw new Error('no database');", /cannot be loaded: no database\. Correct it/],
    ["import './missing.mjs';", /cannot be loaded: Cannot find module/],
    ['export const platform = {};', /has no default export/],
    ['throw null;', /cannot be loaded: null/],
  ])('%s', async (config, reason) => {
    workspace.write('monitoring.config.mjs', config);
    const { exitCode, stderr } = await workspace.run('generate');

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(reason);
  });

  test('when there is none', async () => {
    const missing = await workspace.run('check');
    const named = await workspace.run('check', '--config', 'other.ts');

    expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
    expect(missing.stderr).toMatch(
      /monitoring\.config\.ts: does not exist in the working directory/,
    );
    expect(named.stderr).toMatch(/other\.ts: does not exist\. Give the path/);
  });
});

test('a definition that is wrong altogether is told like any other mistake', async () => {
  workspace.write('monitoring.config.mjs', 'export default null;');
  const { exitCode, stderr } = await workspace.run('generate');

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/telemetry\/monitoring\/definition: is null\. Use an object/);
});

test.each([['--help'], ['generate', '-h']])('%s prints the help', async (...args) => {
  const { exitCode, stdout } = await workspace.run(...args);

  expect(exitCode).toBe(0);
  for (const word of ['generate', 'check', 'diff', 'oncall', '--config', '--out', '--json']) {
    expect(stdout).toContain(word);
  }
});
