import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitizeSql, sqlOperation } from './sanitize-sql.ts';

describe('sanitizeSql', () => {
  test.each([
    [
      `SELECT * FROM site WHERE name = 'Müller' AND id = 42`,
      'SELECT * FROM site WHERE name = ? AND id = ?',
    ],
    [`SELECT 1.5e-3, -7, .5, 0x1F, 1_000`, 'SELECT ?, -?, .?, ?, ?'],
    [
      `SELECT $1, :id, @id, x::int4, "order 66", t1.c2`,
      'SELECT $1, :id, @id, x::int4, "order 66", t1.c2',
    ],
    [`UPDATE a SET b = 'it''s', c = ''`, 'UPDATE a SET b = ?, c = ?'],
    [`SELECT 'C:\\' || 'x'`, 'SELECT ? || ?'],
    [`SELECT E'it\\'s', b'01', U&'\\0041', N'x'`, 'SELECT ?, ?, ?, ?'],
    [`SELECT $$it's$$, $tag$ $$ 'x' $tag$, 1`, 'SELECT ?, ?, ?'],
    [`SELECT 1 -- for bob@example.com\n, 2 /* tenant 7 */`, 'SELECT ?  \n, ?'],
    [`/* traceparent='00-1-2-01' */ SELECT 1`, 'SELECT ?'],
    [
      `SELECT 1 WHERE a IN (1, 2,3) AND b in ('x') AND c IN ($1, $2)`,
      'SELECT ? WHERE a IN (?) AND b in (?) AND c IN ($1, $2)',
    ],
    [`ALTER USER bob IDENTIFIED BY tiger`, 'ALTER USER bob IDENTIFIED BY ?'],
    [`CREATE ROLE bob PASSWORD 's3cret'`, 'CREATE ROLE bob PASSWORD ?'],
    [`SELECT 'never ends`, 'SELECT ?'],
    ['', ''],
  ])('%s', (text, sanitized) => {
    expect(sanitizeSql(text)).toBe(sanitized);
    expect(sanitizeSql(sanitized)).toBe(sanitized);
  });

  test.each([
    [`SELECT "text", 'it\\'s', 'a''b' # comment`, 'SELECT ?, ?, ?'],
    ['SELECT `order 66` FROM t WHERE a = "x\\"y"', 'SELECT `order 66` FROM t WHERE a = ?'],
  ])('MySQL: %s', (text, sanitized) => {
    expect(sanitizeSql(text, 'mysql')).toBe(sanitized);
  });

  test('lets no literal through, however it is written', () => {
    const secret = fc.stringMatching(/^hunter[a-z0-9 ;()$\\/*"-]{0,12}$/);
    const standard = secret.chain((text) =>
      fc.constantFrom(
        `'${text.replaceAll("'", "''")}'`,
        `E'${text.replaceAll('\\', '\\\\')}'`,
        `$q$${text.replaceAll('$', '')}$q$`,
        `-- ${text}\n`,
        `/* ${text.replaceAll('*/', '')} */`,
      ),
    );
    const piece = fc.oneof(
      standard,
      fc.constantFrom('SELECT', 'a1', '"b"', '=', ',', '(', ')', '$1', ' ', '42', '::int', "''"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(sanitizeSql(pieces.join(' '))).not.toContain('hunter');
      }),
    );
    const mysql = secret.map((text) => `'${text.replaceAll('\\', '\\\\')}\\' "' `);
    fc.assert(
      fc.property(fc.array(fc.oneof(mysql, fc.constantFrom('SELECT ', '`b` ', '1 '))), (pieces) => {
        expect(sanitizeSql(pieces.join(''), 'mysql')).not.toContain('hunter');
      }),
    );
  });

  test('never throws, and cuts what is too long', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('standard', 'mysql'),
        (text, dialect) => {
          expect(sanitizeSql(text, dialect as 'mysql').length).toBeLessThanOrEqual(text.length + 8);
        },
      ),
    );
    const long = sanitizeSql(`SELECT ${'a, '.repeat(10_000)}`);
    expect(long).toMatch(/^SELECT a, .*…$/);
    expect(long.length).toBeLessThan(8_200);
  });

  test('is linear in whatever begins and does not end', () => {
    const start = performance.now();
    for (const part of ["'", '$$', '/*', "''", '"', '(', '$a$', "E'\\", 'IN (?, ', '1e']) {
      sanitizeSql(part.repeat(4_000));
      sanitizeSql(part.repeat(4_000), 'mysql');
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

test.each([
  ['select 1', 'SELECT'],
  ['(SELECT ?) UNION', 'SELECT'],
  ['INSERT\n INTO t', 'INSERT'],
  ['COMMIT;', 'COMMIT'],
  ['?', undefined],
  ['', undefined],
])('the operation of %j is %s', (text, operation) => {
  expect(sqlOperation(text)).toBe(operation);
});
