import { parseHorizon } from '../horizon.js';
import { NotFound } from '../http-errors.js';
import { VARIABLES, isVariable } from '../models/model.js';
import { parseQuantiles } from '../quantiles.js';
import { floorToStep } from '../time.js';

/**
 * What every forecast route understands: `:variable`, `?horizon=` and `?quantiles=`.
 *
 * @param {import('express').Request} req
 */
export function readForecastQuery(req) {
  return {
    variable: readVariable(req),
    horizon: parseHorizon(req.query.horizon),
    quantiles: parseQuantiles(req.query.quantiles),
    issuedAt: floorToStep(Date.now()),
  };
}

/**
 * @param {import('express').Request} req
 * @throws {NotFound} for a variable that there is not
 */
export function readVariable(req) {
  const variable = String(req.params.variable);
  if (!isVariable(variable)) {
    throw new NotFound(
      `There is no variable ${JSON.stringify(variable)}. Use ${VARIABLES.join(', ')}.`,
    );
  }
  return variable;
}
