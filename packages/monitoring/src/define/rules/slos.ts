import { sloProblems } from '../../rules/slos/slo-problems.ts';
import { createSignalIndex } from '../../signals/create-signal-index.ts';
import { FOREIGN_METRICS } from '../../signals/foreign/index.ts';
import { OWN_CATALOGS } from '../../signals/own-catalogs.ts';
import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';

/** SLOs: services, objectives and metrics that exist, and budgets that can burn as fast as their alerts wait for. */
export function slosRule(definition: MonitoringDefinition): readonly Problem[] {
  const { catalogs = [], foreign = [] } = definition;
  const signals = createSignalIndex(
    [...OWN_CATALOGS, ...catalogs],
    [...FOREIGN_METRICS, ...foreign],
  );
  return sloProblems(definition, signals);
}
