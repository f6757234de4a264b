import { parser } from '@grafana/lezer-logql';

/** The texts at which a query is no LogQL; empty when it is. Variables of Grafana must have been replaced. */
export function logqlErrors(query: string): string[] {
  const errors: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(query.slice(from, from + 40));
    },
  });
  return errors;
}
