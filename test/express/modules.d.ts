// Second versions of packages, installed under an alias, have no types of their own.
declare module 'express4' {
  import express from 'express';
  export default express;
}

declare module 'router22' {
  const Router: new (options?: object) => Function;
  export default Router;
}

declare module 'compression' {
  import type { RequestHandler } from 'express';
  export default function compression(options?: { threshold?: number }): RequestHandler;
}
