// A background task of node-cron: fails every other time.
let runs = 0;
export const task = () => {
  runs += 1;
  if (runs % 2 === 0) throw new RangeError('on purpose');
};
