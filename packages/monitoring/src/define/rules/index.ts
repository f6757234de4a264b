import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import { muteWindowsRule } from './mute-windows.ts';
import { onCallRule } from './on-call.ts';
import { receiversRule } from './receivers.ts';
import { targetsRule } from './targets.ts';
import { servicesRule } from './services.ts';
import { slosRule } from './slos.ts';
import { sourcesRule } from './sources.ts';
import { teamsRule } from './teams.ts';

/**
 * Looks at a definition in one regard. Pure. It runs after the shapes were checked, so that members are of their types, but names may
 * point nowhere.
 */
export type DefinitionRule = (definition: MonitoringDefinition) => readonly Problem[];

/** What a definition must fulfil beyond its types. A new rule is a file and a line here. */
export const DEFINITION_RULES: readonly DefinitionRule[] = [
  servicesRule,
  slosRule,
  teamsRule,
  receiversRule,
  onCallRule,
  muteWindowsRule,
  sourcesRule,
  targetsRule,
];
