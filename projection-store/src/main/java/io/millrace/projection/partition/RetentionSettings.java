package io.millrace.projection.partition;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what is kept by time is kept.
 *
 * @param receipts in whole quarters; for ever unless somebody decides otherwise
 * @param chat to the day
 * @param notifications to the day
 */
@ConfigurationProperties("retention")
public record RetentionSettings(
    @DefaultValue("unlimited") Keep receipts,
    @DefaultValue("30d") Keep chat,
    @DefaultValue("90d") Keep notifications) {}
