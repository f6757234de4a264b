/*
 * Units as exponents, so that they can be multiplied: `EUR/MWh` is EUR¹ MWh⁻¹. What is counted (`{request}`) and shares (`1`) have none.
 */

export type Unit = ReadonlyMap<string, number>;

export const ONE: Unit = new Map();
export const SECOND: Unit = new Map([['s', 1]]);
export const PERCENT: Unit = new Map([['%', 1]]);

/** Reads the UCUM that catalogs use: `s`, `By/s`, `{request}/s`, `W/m2`. Factors by `.`. */
export function parseUnit(text: string): Unit {
  const [amount = '', ...per] = text.replaceAll(/\{[^}]*\}/g, '1').split('/');
  const factors = [
    ...amount.split('.').map((name): [string, number] => [name, 1]),
    ...per.flatMap((part) => part.split('.').map((name): [string, number] => [name, -1])),
  ];
  return factors
    .filter(([name]) => name !== '' && !/^1*$/.test(name))
    .reduce((unit, [name, exponent]) => multiply(unit, new Map([[name, exponent]])), ONE);
}

export function multiply(left: Unit, right: Unit, sign: 1 | -1 = 1): Unit {
  const product = new Map(left);
  for (const [name, exponent] of right) {
    const sum = (product.get(name) ?? 0) + sign * exponent;
    if (sum === 0) product.delete(name);
    else product.set(name, sum);
  }
  return product;
}

export function divide(left: Unit, right: Unit): Unit {
  return multiply(left, right, -1);
}

export function isSameUnit(left: Unit, right: Unit): boolean {
  return left.size === right.size && [...left].every(([name, power]) => right.get(name) === power);
}

/** `EUR/MWh`; `1` for what has none. */
export function formatUnit(unit: Unit): string {
  const above = [...unit].filter(([, power]) => power > 0).map(formatFactor);
  const below = [...unit].filter(([, power]) => power < 0).map(formatFactor);
  return [above.join('.') || '1', ...below].join('/');
}

function formatFactor([name, power]: readonly [string, number]): string {
  return `${name}${Math.abs(power) === 1 ? '' : Math.abs(power)}`;
}
