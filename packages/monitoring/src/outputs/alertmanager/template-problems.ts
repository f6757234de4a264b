import type { Plan } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import type { AlertmanagerConfig } from './alertmanager-config.ts';
import { templateFiles } from './template-files.ts';

/** Templates that are used and nowhere defined: Alertmanager starts with them, and fails when it has something to say. */
export function templateProblems(plan: Plan, config: AlertmanagerConfig): Problem[] {
  const files = templateFiles(plan);
  const defined = new Set(
    files.flatMap(({ content }) => namesIn(content, /\{\{-?\s*define\s+"([^"]+)"/g)),
  );
  const texts = [
    ...files.map(({ path, content }) => ({ place: path, text: content })),
    ...config.receivers.map((receiver) => ({
      place: `alertmanager/receivers/${receiver.name}`,
      text: JSON.stringify(receiver).replaceAll('\\"', '"'),
    })),
  ];
  return texts.flatMap(({ place, text }) =>
    [...new Set(namesIn(text, /\{\{-?\s*template\s+"([^"]+)"/g))]
      .filter((name) => !defined.has(name))
      .map((name) => ({
        place,
        message: `template "${name}" is defined nowhere. Define it, or correct the name.`,
      })),
  );
}

function namesIn(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, name = '']) => name);
}
