interface Change {
  /** Members of the definition, as text of JavaScript; they may name `base`. */
  readonly more?: string;
  /** UCUM. */
  readonly unit?: string;
  readonly outcomes?: readonly string[];
}

const SERVICE = {
  name: 'api',
  team: 'all',
  summary: 'Answers.',
  emits: ['http', 'jobs'],
  schedules: ['nightly'],
};

const BASE = {
  services: [SERVICE],
  slos: [
    {
      name: 'availability',
      service: 'api',
      description: 'Requests are answered.',
      indicator: { kind: 'http-availability' },
      objective: 0.999,
    },
  ],
  teams: [{ name: 'all', page: ['pager'], ticket: ['chat'], rotation: 'all' }],
  receivers: {
    pager: { kind: 'webhook', url: 'http://pager.example/' },
    chat: { kind: 'webhook', url: 'http://chat.example/' },
    switch: { kind: 'webhook', url: 'http://switch.example/' },
  },
  oncall: {
    all: {
      timeZone: 'Europe/Madrid',
      start: '2026-01-05',
      people: [{ id: 'ana', name: 'Ana', email: 'ana@fluxora.example' }],
      shifts: [{ people: ['ana'] }],
    },
  },
  targets: { deadMansSwitch: 'switch' },
  today: '2026-11-22',
};

/** A configuration without imports, so that it can stand anywhere: with a catalog of its own, and a rule that reads it. */
export function smallConfig({
  more = '',
  unit = 's',
  outcomes = ['ok', 'failed'],
}: Change): string {
  const catalog = {
    name: 'own',
    version: '1.0.0',
    attributes: { 'own.outcome': { values: outcomes, description: 'How it ended.' } },
    signals: {
      wait: {
        kind: 'histogram',
        name: 'own.wait',
        unit,
        description: 'How long it waited.',
        stability: 'stable',
        attributes: { 'own.outcome': 'required' },
        buckets: [0.1, 1],
      },
    },
  };
  return `
const base = ${JSON.stringify(BASE)};
const own = {
  name: 'own',
  rules: ({ q }) => [
    {
      record: 'own:waits:rate5m',
      expr: \`sum by (\${q.label('own.outcome')}) (rate(\${q.metric('own.wait', 'count')}[5m]))\`,
    },
  ],
};
export default { ...base, catalogs: [${JSON.stringify(catalog)}], recording: [own], ${more} };
`;
}
