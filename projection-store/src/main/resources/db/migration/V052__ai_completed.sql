-- For the statistics of the last hour in /api/health.
create index ai_request_completed on ai_requests_v1.ai_request (completed_at);
