namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";

    [Fact]
    public async Task Commitment_is_there_after_a_restart_with_its_instances_in_their_order()
    {
        Assert.Equal(CommitmentAddition.Added, await AddAsync("1.1", "MOD", Ct, "3", "1", "2"));
        await ReopenAsync();

        CommitmentRow row = await CommitmentAsync("1.1", "MOD");

        Assert.Equivalent(
            new CommitmentRow(row.Key, CommitmentRole.Asked, "1.1", "MOD", "ARCHIVE", "ct1", CommitmentState.Pending, Time.Now, null, 0, Time.Now, ""), row, strict: true);
        Assert.Equal(
            [new(0, new(Ct, "3"), null), new(1, new(Ct, "1"), null), new(2, new(Ct, "2"), null)], await Index.CommitmentItemsAsync(row.Key, 0, 10, false, None));
        Assert.Equal([1], (await Index.CommitmentItemsAsync(row.Key, 1, 1, false, None)).Select(item => item.Number));
        Assert.Null(await Index.CommitmentAsync(CommitmentRole.Asking, "1.1", "MOD", None));
        Assert.Null(await Index.CommitmentAsync(CommitmentRole.Asked, "1.1", "OTHER", None));
    }

    [Fact]
    public async Task Commitment_asked_again_is_one_and_with_other_instances_a_conflict()
    {
        await AddAsync("1.1", "MOD", Ct, "1", "2");

        Assert.Equal(CommitmentAddition.Repeated, await AddAsync("1.1", "MOD", Ct, "1", "2"));
        Assert.Equal(CommitmentAddition.Conflict, await AddAsync("1.1", "MOD", Ct, "1"));
        Assert.Equal(CommitmentAddition.Conflict, await AddAsync("1.1", "MOD", Ct, "1", "2", "3"));
        Assert.Equal(CommitmentAddition.Conflict, await AddAsync("1.1", "MOD", "1.2.3", "1", "2"));
        Assert.Equal(CommitmentAddition.Added, await AddAsync("1.1", "OTHER", Ct, "1"));
        Assert.Equal(2, (await Index.DueCommitmentsAsync(Time.Now, null, 10, None)).Count);
    }

    [Fact]
    public async Task Commitment_that_has_ended_and_is_asked_again_begins_anew()
    {
        await AddAsync("1.1", "MOD", Ct, "1");
        long key = (await CommitmentAsync("1.1", "MOD")).Key;
        await Index.AdvanceCommitmentAsync(new(key, CommitmentState.Pending, CommitmentState.GivenUp, Time.Now, 7, null, "gone", [new(0, 0x0112)]), None);
        Time.Now = Time.Now.AddHours(1);

        Assert.Equal(CommitmentAddition.Repeated, await AddAsync("1.1", "MOD", Ct, "1"));

        CommitmentRow row = await CommitmentAsync("1.1", "MOD");
        Assert.Equal((key, CommitmentState.Pending, 0, "", Time.Now, Time.Now), (row.Key, row.State, row.Attempts, row.Problem, row.Date, row.NextAttempt));
        Assert.Null(row.Verified);
        Assert.Null(Assert.Single(await Index.CommitmentItemsAsync(key, 0, 10, true, None)).Outcome);
    }

    [Fact]
    public async Task Commitment_takes_a_step_from_where_it_is_and_no_other()
    {
        await AddAsync("1.1", "MOD", Ct, "1", "2", "3");
        long key = (await CommitmentAsync("1.1", "MOD")).Key;
        var step = new CommitmentStep(key, CommitmentState.Pending, CommitmentState.Verified, Time.Now, 2, Time.Now.AddMinutes(1), "", [new(0, 0), new(2, 0x0110)]);

        Assert.True(await Index.AdvanceCommitmentAsync(step, None));
        Assert.False(await Index.AdvanceCommitmentAsync(step with { Outcomes = [new(0, 0x0110)] }, None));
        Assert.False(await Index.AdvanceCommitmentAsync(step with { Key = key + 1 }, None));
        await ReopenAsync();

        CommitmentRow row = await CommitmentAsync("1.1", "MOD");
        Assert.Equal((CommitmentState.Verified, Time.Now, 2, Time.Now.AddMinutes(1)), (row.State, row.Verified, row.Attempts, row.NextAttempt));
        Assert.Equal([0, null, 0x0110], (await Index.CommitmentItemsAsync(key, 0, 10, false, None)).Select(item => item.Outcome));
        Assert.Equal([1], (await Index.CommitmentItemsAsync(key, 0, 10, true, None)).Select(item => item.Number));
    }

    [Fact]
    public async Task Due_are_those_whose_time_has_come_the_longest_first_and_of_a_role()
    {
        DateTimeOffset start = Time.Now;
        await AddAsync("1.1", "MOD", Ct, "1");
        await Index.AddCommitmentAsync(New("1.2", "MOD", Ct, "1") with { NextAttempt = start.AddMinutes(-1) }, 100, None);
        await Index.AddCommitmentAsync(New("1.3", "MOD", Ct, "1") with { NextAttempt = start.AddMinutes(1) }, 100, None);
        await Index.AddCommitmentAsync(New("1.4", "MOD", Ct, "1") with { Role = CommitmentRole.Asking }, 100, None);

        async Task<string[]> DueAsync(CommitmentRole? role, int limit = 10) =>
            [.. (await Index.DueCommitmentsAsync(start, role, limit, None)).Select(row => row.TransactionUid)];

        Assert.Equal(["1.2", "1.1"], await DueAsync(CommitmentRole.Asked));
        Assert.Equal(["1.4"], await DueAsync(CommitmentRole.Asking));
        Assert.Equal(["1.2"], await DueAsync(null, 1));
        Assert.Equal(3, (await DueAsync(null)).Length);
    }

    [Fact]
    public async Task Commitments_beyond_what_may_be_unfinished_are_not_kept()
    {
        Assert.Equal(CommitmentAddition.Added, await Index.AddCommitmentAsync(New("1.1", "MOD", Ct, "1"), 1, None));
        Assert.Equal(CommitmentAddition.TooMany, await Index.AddCommitmentAsync(New("1.2", "MOD", Ct, "1"), 1, None));
        Assert.Equal(CommitmentAddition.Repeated, await Index.AddCommitmentAsync(New("1.1", "MOD", Ct, "1"), 1, None));
        Assert.Null(await Index.CommitmentAsync(CommitmentRole.Asked, "1.2", null, None));
    }

    [Fact]
    public async Task Commitments_that_have_ended_are_forgotten_the_oldest_first()
    {
        for (int i = 0; i < 5; i++)
        {
            await AddAsync($"1.{i}", "MOD", Ct, "1", "2");
            if (i == 1) continue;
            long key = (await CommitmentAsync($"1.{i}", "MOD")).Key;
            await Index.AdvanceCommitmentAsync(new(key, CommitmentState.Pending, CommitmentState.Done, Time.Now, 0, null, "", []), None);
        }

        Assert.Equal(0, await Index.ForgetCommitmentsAsync(4, 10, None));
        Assert.Equal(1, await Index.ForgetCommitmentsAsync(2, 1, None));
        Assert.Equal(1, await Index.ForgetCommitmentsAsync(2, 10, None));

        Assert.Null(await Index.CommitmentAsync(CommitmentRole.Asked, "1.0", null, None));
        Assert.Null(await Index.CommitmentAsync(CommitmentRole.Asked, "1.2", null, None));
        Assert.NotNull(await Index.CommitmentAsync(CommitmentRole.Asked, "1.1", null, None));
        Assert.NotNull(await Index.CommitmentAsync(CommitmentRole.Asked, "1.4", null, None));
    }

    private NewCommitment New(string transaction, string title, string sopClass, params string[] instances) => new(
        CommitmentRole.Asked, transaction, title, "ARCHIVE", "ct1", Time.Now, [.. instances.Select(instance => new SopReference(sopClass, instance))]);

    private Task<CommitmentAddition> AddAsync(string transaction, string title, string sopClass, params string[] instances) =>
        Index.AddCommitmentAsync(New(transaction, title, sopClass, instances), 100, None);

    private async Task<CommitmentRow> CommitmentAsync(string transaction, string title)
    {
        CommitmentRow? row = await Index.CommitmentAsync(CommitmentRole.Asked, transaction, title, None);
        Assert.NotNull(row);
        return row;
    }
}
