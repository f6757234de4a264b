/** An error that says which status it becomes and may be shown to the client. */
export class HttpError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(status, message, options) {
    super(message, options);
    this.name = new.target.name;
    this.status = status;
  }
}

export class BadRequest extends HttpError {
  /** @param {string} message */
  constructor(message) {
    super(400, message);
  }
}

export class NotFound extends HttpError {
  /** @param {string} message */
  constructor(message) {
    super(404, message);
  }
}
