package io.millrace.projection.cache;

/** What Redis does in one step; {@link Stored} tells the forms of values. */
final class Scripts {

  /**
   * Takes the turn to fill a key: nil. Where the key is filled, somebody else's turn or being
   * changed, the answer is what it holds. Arguments: lease, epoch, milliseconds.
   */
  static final String TAKE_TURN =
      """
      local held = redis.call('get', KEYS[1])
      if held and (string.sub(held, 1, 1) ~= 'V' or string.sub(held, 2, 17) >= ARGV[2]) then
        return held
      end
      redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[3])
      return false""";

  /** Fills a key whose turn it still is. Arguments: lease, value, milliseconds. */
  static final String FILL =
      """
      if redis.call('get', KEYS[1]) == ARGV[1] then
        redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
        return 1
      end
      return 0""";

  /**
   * Marks keys as being changed; where another process is changing one, the mark becomes nobody's
   * and stays until it expires. Arguments: mark, milliseconds.
   */
  static final String MARK =
      """
      for i, key in ipairs(KEYS) do
        local held = redis.call('get', key)
        local others = held and string.sub(held, 1, 1) == 'T' and held ~= ARGV[1]
        redis.call('set', key, others and 'T' or ARGV[1], 'px', ARGV[2])
      end
      return #KEYS""";

  /** Empties keys but those that another process is changing. Argument: mark. */
  static final String RELEASE =
      """
      for i, key in ipairs(KEYS) do
        local held = redis.call('get', key)
        if held and (string.sub(held, 1, 1) ~= 'T' or held == ARGV[1]) then
          redis.call('del', key)
        end
      end
      return #KEYS""";

  private Scripts() {}
}
