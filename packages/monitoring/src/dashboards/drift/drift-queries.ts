import type { RuleContext } from '../../rules/recording-source.ts';
import { createPhrases } from '../parts/phrases.ts';

export const BINS = 'fluxora.model.feature.bins';
export const MODEL = 'fluxora.model.name';
export const VERSION = 'fluxora.model.version';
export const FEATURE = 'fluxora.model.feature.name';
export const SLICE = 'fluxora.model.feature.slice';
export const BIN = 'fluxora.model.feature.bin';
export const DETECTOR = 'fluxora.model.drift.detector';

/** A recorded distance of the chosen features. */
export function recorded({ q }: RuleContext, record: string, where = ''): string {
  const { selector } = createPhrases(q, 'environment');
  const matchers = [
    selector,
    `${q.label(MODEL)}=~"$model"`,
    `${q.label(FEATURE)}=~"$feature"`,
    `${q.label(SLICE)}=~"$slice"`,
    where,
  ].filter(Boolean);
  return `fluxora:model_feature_${record}{${matchers.join(', ')}}`;
}

export const by = ({ q }: RuleContext, ...attributes: string[]): string =>
  `by (${q.labels(...attributes)})`;
