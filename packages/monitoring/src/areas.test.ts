import { describe, expect, test } from 'vitest';
import { defineMonitoring } from './define/define-monitoring.ts';
import { AREAS, type Emits } from './define/service.ts';
import { render } from './render.ts';

const of = (emits: readonly Emits[]) =>
  defineMonitoring({
    services: [{ name: 'api', team: 'platform', summary: 'Answers.', emits }],
    teams: [{ name: 'platform', page: ['pager'], ticket: ['pager'] }],
    receivers: { pager: { kind: 'webhook', url: 'http://pager.example.com' } },
    today: '2026-11-22',
  });

describe('a service that emits only one thing', () => {
  test.each(AREAS)('%s: everything is generated, and nothing leads nowhere', (area) => {
    expect(render(of([area])).problems).toEqual([]);
  });

  test('nothing but itself', () => {
    expect(render(of([])).problems).toEqual([]);
  });
});
