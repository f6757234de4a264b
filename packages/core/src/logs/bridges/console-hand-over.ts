import { bridgeRegistry, type ConsoleRecord } from './bridge-registry.ts';

/**
 * One line may reach us twice within a turn: as a record of a bridged winston logger, and as the text which that logger
 * prints through a captured console. Whichever comes first, the record is the one that is sent, since it knows more.
 */

/** Says that a bridge has sent `text`: drops the console record of it that waits, else the next one that comes. */
export function markBridgedText(text: string): void {
  const { bridgedTexts, waitingTexts } = bridgeRegistry();
  const waiting = waitingTexts.get(text)?.find((record) => !record.isTakenOver);
  if (waiting) {
    waiting.isTakenOver = true;
    return;
  }
  if (bridgedTexts.size === 0) queueMicrotask(() => bridgedTexts.clear());
  bridgedTexts.set(text, (bridgedTexts.get(text) ?? 0) + 1);
}

/**
 * Sends a console record, at once or, when a bridged logger may still claim the text, at the end of the current job.
 *
 * @param send - Not called when a bridge has sent the text.
 */
export function sendUnlessBridged(text: string, send: () => void): void {
  const { bridgedTexts, waitingTexts, doesWinstonUseConsole } = bridgeRegistry();
  const marks = bridgedTexts.get(text);
  if (marks !== undefined) {
    if (marks > 1) bridgedTexts.set(text, marks - 1);
    else bridgedTexts.delete(text);
    return;
  }
  if (!doesWinstonUseConsole) {
    send();
    return;
  }
  const record: ConsoleRecord = { isTakenOver: false };
  const sameText = waitingTexts.get(text);
  if (sameText) sameText.push(record);
  else waitingTexts.set(text, [record]);
  queueMicrotask(() => {
    waitingTexts.delete(text);
    if (!record.isTakenOver) send();
  });
}
