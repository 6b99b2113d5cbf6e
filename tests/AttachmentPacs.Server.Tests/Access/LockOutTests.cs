using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Back-off of failed logins, on a clock that stands.</summary>
public class LockOutTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");

    private readonly ManualTime _time = new();
    private readonly HttpOptions _options = new() { LockOutAfter = 5, LockOutAtMost = TimeSpan.FromMinutes(5) };
    private readonly LockOut _lockOut;

    public LockOutTests() => _lockOut = new LockOut(_options, _time);

    [Fact]
    public void Wait_doubles_from_one_second_to_the_longest()
    {
        Fail(Here, "alice", 4);
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));

        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
        {
            _lockOut.Failed(Here, "alice");
            Assert.Equal(TimeSpan.FromSeconds(seconds), _lockOut.WaitOf(Here, "alice"));
            _time.Now += TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1);
            Assert.Equal(TimeSpan.FromMilliseconds(1), _lockOut.WaitOf(Here, "alice"));
            _time.Now += TimeSpan.FromMilliseconds(1);
            Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));
        }
    }

    [Fact]
    public void Wait_concerns_one_name_from_one_address()
    {
        Fail(Here, "alice", 20);

        Assert.NotEqual(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(There, "alice"));
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "bob"));
    }

    [Fact]
    public void Success_begins_anew()
    {
        Fail(Here, "alice", 4);
        _lockOut.Succeeded(Here, "alice");
        Fail(Here, "alice", 4);

        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));
    }

    [Fact]
    public void Successes_of_a_user_do_not_forgive_a_guesser_beside_him_again_and_again()
    {
        for (int i = 0; i < 3; i++)
        {
            Fail(Here, "alice", 3);
            _lockOut.Succeeded(Here, "alice");
        }

        Assert.NotEqual(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));

        _time.Now += TimeSpan.FromMinutes(5);
        _lockOut.Succeeded(Here, "alice");
        Fail(Here, "alice", 4);
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));
    }

    [Fact]
    public void Many_names_from_one_address_hold_up_new_names_there_but_not_known_ones()
    {
        _lockOut.Succeeded(Here, "alice");
        for (int i = 0; i < 49; i++) _lockOut.Failed(Here, $"name{i}");
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "bob"));

        _lockOut.Failed(Here, "name49");

        Assert.Equal(TimeSpan.FromSeconds(1), _lockOut.WaitOf(Here, "bob"));
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(There, "bob"));
    }

    [Fact]
    public void Mistypings_that_a_success_follows_do_not_add_up_for_the_address()
    {
        for (int i = 0; i < 40; i++)
        {
            Fail(Here, $"user{i}", 2);
            _lockOut.Succeeded(Here, $"user{i}");
        }

        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "bob"));
    }

    [Fact]
    public void Failures_are_forgotten_after_an_hour_of_quiet()
    {
        Fail(Here, "alice", 12);
        _time.Now += TimeSpan.FromHours(2);

        _lockOut.Failed(Here, "alice");

        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));
    }

    [Fact]
    public void Clock_that_is_set_back_locks_nobody_out_for_longer()
    {
        Fail(Here, "alice", 5);
        _time.Now -= TimeSpan.FromDays(1);

        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, "alice"));
    }

    [Fact]
    public void Memory_is_bounded_whatever_names_and_addresses_come()
    {
        for (int i = 0; i < LockOut.MostEntries + 100; i++) _lockOut.Failed(new IPAddress(i), $"name{i}");

        Assert.Equal((LockOut.MostEntries, LockOut.MostEntries), _lockOut.Count);
    }

    [Fact]
    public void Long_names_count_as_themselves()
    {
        Fail(Here, new string('x', 100), 5);

        Assert.NotEqual(TimeSpan.Zero, _lockOut.WaitOf(Here, new string('x', 100)));
        Assert.Equal(TimeSpan.Zero, _lockOut.WaitOf(Here, new string('x', 101)));
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData(null, "255.255.255.255")]
    public void Network_of_an_address_is_what_one_site_has(string? address, string expected) =>
        Assert.Equal(IPAddress.Parse(expected), Network.Of(address is null ? null : IPAddress.Parse(address)));

    private void Fail(IPAddress network, string name, int times)
    {
        for (int i = 0; i < times; i++) _lockOut.Failed(network, name);
    }
}
