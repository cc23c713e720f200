package io.millrace.projection.sink;

/**
 * How far a batch moves a sink in one partition.
 *
 * @param topicId tells a topic from one made anew under its name
 * @param from the offset the sink must stand at
 * @param to the offset it stands at afterwards
 */
record Move(String topicId, long from, long to) {}
