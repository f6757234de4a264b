import { expect, it } from 'vitest';
import { UndoStack } from './undo-stack.ts';

it('undoes in the opposite order, once, and goes on after a failure', () => {
  const order: number[] = [];
  const stack = new UndoStack();
  stack.add(() => order.push(1));
  stack.add(() => {
    throw new Error('broken');
  });
  stack.add(() => order.push(3));

  stack.run();
  stack.run();

  expect(order).toEqual([3, 1]);
});
