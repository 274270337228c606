"""The demo firms' 28 use cases: who wants to do what with the figure, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UseCase:
    """One use case in a firm's words; ``strategy_link`` and ``materiality`` are 0, 1 or 2."""

    kpi_id: str
    who: str
    does: str
    why: str
    strategy_link: int
    materiality: int


USE_CASES: tuple[UseCase, ...] = (
    UseCase(
        "linkedin_engagement_rate", "Head of content",
        "goes through last quarter's posts and keeps the two themes that drew the most reaction",
        "the page is where trustees' advisers meet the firm before anybody calls them", 1, 0,
    ),
    UseCase(
        "web_visitors_from_social_share", "Social media lead",
        "checks that a post ends on the website and repairs links that lose their tag",
        "applause in the feed brings no mandate unless readers come across", 1, 0,
    ),
    UseCase(
        "email_open_rate", "Campaign lead",
        "drops subject lines that fall below the target and moves sends to better hours",
        "readers get forty mails a day and give each of them two seconds", 1, 1,
    ),
    UseCase(
        "email_click_through_rate", "Campaign lead",
        "moves the link up the page when fewer readers follow it than in the quarter before",
        "a click is the first sign that a topic matters to a client", 1, 1,
    ),
    UseCase(
        "web_visit_length", "Website owner",
        "reworks landing pages on which people stay long without reading",
        "an open tab is no attention, and the budget goes where attention is", 0, 1,
    ),
    UseCase(
        "thought_leadership_time", "Editor of the insights pages",
        "shortens or rewrites notes that readers leave early",
        "portfolio managers write for an hour and want to be read for three minutes", 1, 1,
    ),
    UseCase(
        "thought_leadership_scroll_depth", "Editor of the insights pages",
        "puts the conclusion and the contact above the point where half have left",
        "a conclusion nobody reaches might as well not be written", 1, 0,
    ),
    UseCase(
        "video_viewing_volume", "Film producer",
        "adds a next step to the films that are watched most and stops series nobody watches",
        "a film costs as much as a paper and must lead somewhere", 0, 0,
    ),
    UseCase(
        "podcast_listens_per_episode", "Podcast host",
        "chooses guests and topics by what the first four weeks brought",
        "advisers listen on the train, where no paper reaches them", 1, 0,
    ),
    UseCase(
        "podcast_listen_through_rate", "Podcast host",
        "cuts the length when listeners leave before the last third",
        "the message stands at the end of an episode", 0, 0,
    ),
    UseCase(
        "web_visitor_return_rate", "Website owner",
        "keeps or takes back changes to the site by whether people come again",
        "a second visit is worth more to sales than ten first ones", 1, 1,
    ),
    UseCase(
        "strategies_with_buy_rating", "Head of consultant relations",
        "decides where to ask for a rating and which strategy to stop marketing",
        "without a rating a strategy is on no adviser's list", 2, 2,
    ),
    UseCase(
        "buy_ratings_per_rated_strategy", "Head of consultant relations",
        "plans meetings with the advisers who have not yet rated the main strategies",
        "one adviser's change of heart should not close a strategy", 2, 2,
    ),
    UseCase(
        "event_attendance", "Events manager",
        "sets the size of the guest list by how many follow-up talks sales can hold",
        "a full room that nobody calls afterwards is an expense", 1, 1,
    ),
    UseCase(
        "event_turn_up_rate", "Events manager",
        "changes topic, hour or reminder when registered guests stay away",
        "who registers and stays away has told us the topic was not worth an hour", 1, 1,
    ),
    UseCase(
        "rfp_success_rate", "Head of the RFP team",
        "declines requests of the kind that never came through the paper stage",
        "each answer takes the team a fortnight", 2, 2,
    ),
    UseCase(
        "rfp_completion_time", "Head of the RFP team",
        "plans people and holidays around the usual time and asks early for an extension",
        "answers written on the last night lose on quality", 1, 1,
    ),
    UseCase(
        "rfp_sales_conversion_rate", "Head of sales",
        "reviews every loss with the client and changes what two of them name",
        "a mandate won pays for many answers that led nowhere", 2, 2,
    ),
    UseCase(
        "pitch_win_rate", "Head of sales",
        "puts the teams that win before the clients that matter, and coaches the others",
        "at the pitch two firms are left, and people decide", 2, 2,
    ),
    UseCase(
        "onboarding_days_pooled", "Head of onboarding",
        "finds the stage that holds new holdings up and puts a person on it",
        "no fee is earned before the money arrives", 1, 1,
    ),
    UseCase(
        "onboarding_days_segregated", "Head of onboarding",
        "starts the custody papers at the award when past cases waited for them",
        "a large account that waits costs hundreds a day", 2, 2,
    ),
    UseCase(
        "investment_report_timeliness", "Head of client reporting",
        "calls the data supplier on the first day a month looks worse than the year",
        "the report is the one promise each client checks each quarter", 2, 2,
    ),
    UseCase(
        "factsheet_timeliness", "Head of client reporting",
        "holds the fund teams and the data supplier to the tenth working day",
        "platforms show a blank page while a factsheet is late", 1, 1,
    ),
    UseCase(
        "portal_visits_per_user", "Portal owner",
        "builds what users come back for and retires what nobody opens",
        "the portal should save clients a telephone call", 1, 1,
    ),
    UseCase(
        "top_tier_meetings_per_client", "Head of client relations",
        "moves meetings to the key clients who were seen fewer than four times",
        "the clients who left had not been seen for half a year", 2, 2,
    ),
    UseCase(
        "complaints_per_client", "Head of client service",
        "looks for the common cause as soon as the norm is passed",
        "for each client who complains others say nothing and leave", 1, 2,
    ),
    UseCase(
        "client_tenure_years", "Head of client relations",
        "asks why clients leave in their first three years and what keeps the others",
        "winning a client again costs more than keeping one", 2, 2,
    ),
    UseCase(
        "mandates_products_per_client", "Head of client relations",
        "names ten clients a year to whom a second strategy is shown",
        "a client with two mandates rarely leaves over one bad year", 2, 2,
    ),
)  # fmt: skip
