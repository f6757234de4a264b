import type { Words } from '../../promql/words.ts';
import type { RuleContext } from '../../rules/recording-source.ts';
import type { Variable } from '../dashboard-source.ts';
import { environmentVariable, labelVariable } from './variables.ts';

export const HORIZON = 'fluxora.forecast.horizon';

/** What one forecast is told apart by. */
export const EVERY_PAIR = [
  'fluxora.model.name',
  'fluxora.model.version',
  'fluxora.forecast.variable',
] as const;

/**
 * One variable and stage at a time: errors of different units or of provisional and final actuals must not be mixed. Its unit is a
 * variable, too, so that titles can name it.
 */
export function forecastVariables(context: RuleContext): readonly Variable[] {
  const { q } = context;
  const of = { metric: 'fluxora.forecast.pairs' };
  const one = { isMulti: false, hasAll: false };
  const variable = labelVariable(
    context,
    'variable',
    'Variable',
    'fluxora.forecast.variable',
    of,
    'environment',
  );
  const within = variable.query.replace(
    /\}, \w+\)$/,
    `, ${q.label('fluxora.forecast.variable')}=~"$variable"}`,
  );
  const further = (name: string, label: string, attribute: string): Variable => ({
    name,
    label,
    query: `${within}, ${q.label(attribute)})`,
  });
  return [
    environmentVariable(context),
    { ...variable, ...one },
    { ...further('unit', 'Unit', 'fluxora.forecast.unit'), ...one },
    further('model', 'Model', 'fluxora.model.name'),
    { ...further('stage', 'Stage', 'fluxora.forecast.stage'), ...one },
    further('horizon', 'Horizon', HORIZON),
  ];
}

/** What the variables choose, without horizon and stage, which only scores have. */
export function ofForecast(q: Words): string {
  return [
    `${q.label('fluxora.model.name')}=~"$model"`,
    `${q.label('fluxora.forecast.variable')}=~"$variable"`,
    `${q.label('fluxora.forecast.unit')}=~"$unit"`,
  ].join(', ');
}

/** A recorded accuracy, such as `mae:1d`, of what the variables choose. */
export function accuracy(
  q: Words,
  aggregation: 'avg' | 'min' | 'max' | 'sum',
  record: string,
  by: readonly string[] = [],
  where = '',
): string {
  const matchers = [
    `${q.label('deployment.environment.name')}=~"$environment"`,
    ofForecast(q),
    `${q.label(HORIZON)}=~"$horizon"`,
    `${q.label('fluxora.forecast.stage')}=~"$stage"`,
    where,
  ].filter(Boolean);
  const grouping = by.length > 0 ? ` by (${q.labels(...by)})` : '';
  return `${aggregation}${grouping} (fluxora:forecast_${record}{${matchers.join(', ')}})`;
}
